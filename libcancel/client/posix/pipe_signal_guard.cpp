#include "pipe_signal_guard.hpp"

#include <time.h>

#include <cerrno>

namespace cancel::posix {

namespace {

sigset_t only_pipe_signal() {
  sigset_t set{};
  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  return set;
}

bool is_pending() {
  sigset_t pending{};
  sigpending(&pending);
  return sigismember(&pending, SIGPIPE) == 1;
}

}  // namespace

PipeSignalGuard::PipeSignalGuard() noexcept : was_pending_(is_pending()) {
  const sigset_t blocked = only_pipe_signal();
  pthread_sigmask(SIG_BLOCK, &blocked, &former_mask_);
}

PipeSignalGuard::~PipeSignalGuard() {
  const int error = errno;
  if (!was_pending_ && error == EPIPE) {
    const sigset_t awaited = only_pipe_signal();
    const timespec at_once{};
    while (sigtimedwait(&awaited, nullptr, &at_once) < 0 && errno == EINTR) {
    }
  }
  pthread_sigmask(SIG_SETMASK, &former_mask_, nullptr);
  errno = error;
}

}  // namespace cancel::posix
