#pragma once

namespace cancel::program {

// From now on SIGINT ends the process at once, with exit code 130 and without a word. Output is written in whole lines,
// so none is torn.
void exit_on_interrupt();

// While it lives, SIGINT only asks: for work that has to clean up after itself. One at a time.
class DeferredInterrupt {
 public:
  DeferredInterrupt();
  ~DeferredInterrupt();
  DeferredInterrupt(const DeferredInterrupt&) = delete;
  DeferredInterrupt& operator=(const DeferredInterrupt&) = delete;

  // Throws Failure (interrupted) when it was asked for.
  void check() const;
};

}  // namespace cancel::program
