#pragma once

#include <csignal>

namespace cancel::posix {

// While it lives, writing into a pipe without a reader raises no SIGPIPE, only EPIPE. It concerns this thread alone,
// and leaves a SIGPIPE that was pending before, as it was. Keeps errno.
class PipeSignalGuard {
 public:
  PipeSignalGuard() noexcept;
  ~PipeSignalGuard();
  PipeSignalGuard(const PipeSignalGuard&) = delete;
  PipeSignalGuard& operator=(const PipeSignalGuard&) = delete;

 private:
  bool was_pending_ = false;
  sigset_t former_mask_{};
};

}  // namespace cancel::posix
