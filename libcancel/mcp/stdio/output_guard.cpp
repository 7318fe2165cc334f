#include "stdio/output_guard.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

namespace cancel::mcp {

OutputGuard::OutputGuard(int output) : output_(output) {
  if (output != STDOUT_FILENO) return;
  std::fflush(stdout);
  kept_.reset(::fcntl(output, F_DUPFD_CLOEXEC, 3));
  if (!kept_ || ::dup2(STDERR_FILENO, output) < 0) {
    throw std::system_error(errno, std::generic_category(), "stdout");
  }
}

OutputGuard::~OutputGuard() {
  if (!kept_) return;
  std::fflush(stdout);  // what was printed by mistake, still to stderr
  ::dup2(kept_.get(), output_);
}

}  // namespace cancel::mcp
