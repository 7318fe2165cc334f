#include "stdio/output_guard.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <iostream>
#include <system_error>

namespace cancel::mcp {

namespace {

// What was printed so far goes where it was printed to.
void flush_output() {
  std::cout.flush();
  std::fflush(stdout);
}

}  // namespace

OutputGuard::OutputGuard(int output) : output_(output) {
  if (output != STDOUT_FILENO) return;
  flush_output();
  kept_.reset(::fcntl(output, F_DUPFD_CLOEXEC, 3));
  if (!kept_ || ::dup2(STDERR_FILENO, output) < 0) {
    throw std::system_error(errno, std::generic_category(), "stdout");
  }
}

OutputGuard::~OutputGuard() {
  if (!kept_) return;
  flush_output();
  ::dup2(kept_.get(), output_);
}

}  // namespace cancel::mcp
