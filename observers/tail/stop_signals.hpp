#pragma once

#include <csignal>

#include "cancel/token/cancellation_source.hpp"

namespace cancel::tail {

// While it lives, SIGINT, SIGTERM and SIGHUP only ask to stop: for work that has to clean up after itself. To be made
// before any other thread is, so that all have them blocked. Not thread-safe. One at a time.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  // Whether one has come by now. Costs one system call.
  bool asked();
  // Throws Failure (interrupted) where one has.
  void check();

  // Cancelled by the asked() that sees the signal.
  CancellationToken token() const { return source_.token(); }
  // The one that came first; 0: none.
  int number() const { return number_; }

 private:
  sigset_t awaited_;
  sigset_t before_;
  CancellationSource source_;
  int number_ = 0;
};

}  // namespace cancel::tail
