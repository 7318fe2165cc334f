#pragma once

namespace cancel::top {

// While it lives, SIGINT, SIGTERM and SIGHUP only ask to stop, so that the terminal can be given back. One at a time.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  // The first signal that came; 0: none.
  int number() const;
};

}  // namespace cancel::top
