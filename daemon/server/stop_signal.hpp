#pragma once

#include <optional>

#include "cancel/transport/file_descriptor.hpp"

namespace cancel::daemon {

// SIGTERM and SIGINT as something that can be polled, instead of something that interrupts. SIGHUP and SIGPIPE are
// ignored from here on. Make one before any thread is started, and only one; not thread-safe.
class StopSignal {
 public:
  // Throws std::system_error.
  StopSignal();

  // Becomes readable when a signal has come.
  int descriptor() const { return descriptor_.number(); }

  // The signal that has come, if any. From then on the next one ends the process at once.
  std::optional<int> take();

 private:
  FileDescriptor descriptor_;
};

}  // namespace cancel::daemon
