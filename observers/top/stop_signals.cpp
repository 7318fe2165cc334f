#include "top/stop_signals.hpp"

#include <signal.h>

#include <initializer_list>

#include "program/interruption.hpp"

namespace cancel::top {

namespace {

volatile sig_atomic_t came = 0;

void on_signal(int number, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  sigaction(number, &action, nullptr);
}

}  // namespace

StopSignals::StopSignals() {
  came = 0;
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    on_signal(number, [](int signal) {
      if (came == 0) came = signal;
    });
  }
}

StopSignals::~StopSignals() {
  program::exit_on_interrupt();
  on_signal(SIGTERM, SIG_DFL);
  on_signal(SIGHUP, SIG_DFL);
}

int StopSignals::number() const {
  return came;
}

}  // namespace cancel::top
