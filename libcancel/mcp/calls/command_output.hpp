#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "cancel/posix/file_descriptor.hpp"

namespace cancel::mcp {

// What comes out of one pipe of a command: kept up to a limit, and read on beyond it, so that the command never waits
// for its reader. Not thread-safe.
class CommandOutput {
 public:
  // `pipe` may be empty: then nothing comes. It is made nonblocking. Throws std::system_error.
  CommandOutput(FileDescriptor pipe, std::size_t limit);

  // -1 once nothing more will come.
  int descriptor() const noexcept { return pipe_.get(); }
  // Reads what is there now, and returns where its writer goes on and on.
  void read_what_is_there();
  std::string take() { return std::move(text_); }

 private:
  void keep(const char* bytes, std::size_t size);

  FileDescriptor pipe_;
  const std::size_t limit_;
  std::string text_;
};

}  // namespace cancel::mcp
