#include "tail/stop_signals.hpp"

#include <pthread.h>

#include <ctime>

#include "program/failure.hpp"

namespace cancel::tail {

StopSignals::StopSignals() {
  sigemptyset(&awaited_);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&awaited_, number);
  pthread_sigmask(SIG_BLOCK, &awaited_, &before_);
}

StopSignals::~StopSignals() {
  // A second one, of an impatient user, is not to end what is being ended already.
  const timespec at_once{};
  while (sigtimedwait(&awaited_, nullptr, &at_once) > 0) continue;
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

bool StopSignals::asked() {
  const timespec at_once{};
  const int number = number_ == 0 ? sigtimedwait(&awaited_, nullptr, &at_once) : 0;
  if (number > 0) {
    number_ = number;
    source_.cancel();
  }
  return number_ != 0;
}

void StopSignals::check() {
  if (asked()) throw program::Failure(program::ExitCode::interrupted, "interrupted");
}

}  // namespace cancel::tail
