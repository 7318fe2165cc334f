#include "text/output.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>

namespace cancel::text {

namespace {

constexpr std::size_t enough = 1 << 16;
constexpr int slice_ms = 50;
// As much as a pipe with room takes without waiting.
constexpr std::size_t at_once = PIPE_BUF;

}  // namespace

void Output::write(std::string_view text) {
  waiting_ += text;
  if (waiting_.size() - written_ >= enough) flush();
}

void Output::flush() {
  while (written_ < waiting_.size()) {
    std::string_view left = std::string_view(waiting_).substr(written_);
    if (while_waiting_) {
      await_room();
      left = left.substr(0, at_once);
    }
    const ssize_t written = ::write(descriptor_, left.data(), left.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EPIPE) throw OutputClosed();
    if (written < 0) throw OutputFailed(std::string("the output can not be written: ") + std::strerror(errno));
    written_ += static_cast<std::size_t>(written);
  }
  waiting_.clear();
  written_ = 0;
}

void Output::await_room() const {
  pollfd room{descriptor_, POLLOUT, 0};
  while (poll(&room, 1, slice_ms) <= 0) while_waiting_();
}

void Output::check_reader() const {
  pollfd reader{descriptor_, 0, 0};
  if (poll(&reader, 1, 0) == 1 && (reader.revents & (POLLERR | POLLHUP)) != 0) throw OutputClosed();
}

}  // namespace cancel::text
