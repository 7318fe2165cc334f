#include "program/interruption.hpp"

#include <signal.h>
#include <unistd.h>

#include "program/failure.hpp"

namespace cancel::program {

namespace {

volatile sig_atomic_t asked = 0;

void on_interrupt(void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  sigaction(SIGINT, &action, nullptr);
}

}  // namespace

void exit_on_interrupt() {
  on_interrupt([](int) { _exit(static_cast<int>(ExitCode::interrupted)); });
}

DeferredInterrupt::DeferredInterrupt() {
  asked = 0;
  on_interrupt([](int) { asked = 1; });
}

DeferredInterrupt::~DeferredInterrupt() {
  exit_on_interrupt();
}

void DeferredInterrupt::check() const {
  if (asked != 0) throw Failure(ExitCode::interrupted, "interrupted");
}

}  // namespace cancel::program
