#pragma once

#include "cancel/posix/file_descriptor.hpp"

namespace cancel::mcp {

// Keeps stdout for the protocol: while it lives, whatever the process prints to descriptor 1 goes to stderr, and the
// real one is descriptor(). Does nothing for another descriptor than 1. Not thread-safe. Throws std::system_error.
class OutputGuard {
 public:
  explicit OutputGuard(int output);
  ~OutputGuard();
  OutputGuard(const OutputGuard&) = delete;
  OutputGuard& operator=(const OutputGuard&) = delete;

  int descriptor() const noexcept { return kept_ ? kept_.get() : output_; }

 private:
  const int output_;
  FileDescriptor kept_;
};

}  // namespace cancel::mcp
