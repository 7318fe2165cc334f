#include "calls/command_output.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace cancel::mcp {

namespace {

constexpr int most_reads = 16;  // more than a pipe holds: who writes without end does not keep the reader for ever

}  // namespace

CommandOutput::CommandOutput(FileDescriptor pipe, std::size_t limit) : pipe_(std::move(pipe)), limit_(limit) {
  if (!pipe_) return;
  const int flags = ::fcntl(pipe_.get(), F_GETFL);
  if (flags < 0 || ::fcntl(pipe_.get(), F_SETFL, flags | O_NONBLOCK) < 0) {
    throw std::system_error(errno, std::generic_category(), "the pipe of a command");
  }
}

void CommandOutput::read_what_is_there() {
  std::array<char, 16'384> buffer;
  for (int reads = 0; pipe_ && reads < most_reads; ++reads) {
    const ssize_t got = ::read(pipe_.get(), buffer.data(), buffer.size());
    if (got > 0) {
      keep(buffer.data(), static_cast<std::size_t>(got));
    } else if (got < 0 && errno == EINTR) {
      continue;
    } else if (got < 0 && errno == EAGAIN) {
      return;
    } else {
      pipe_.reset();
    }
  }
}

void CommandOutput::keep(const char* bytes, std::size_t size) {
  text_.append(bytes, std::min(size, limit_ - text_.size()));
}

}  // namespace cancel::mcp
