#include "text/output.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace cancel::text {

namespace {

constexpr std::size_t enough = 1 << 16;

}  // namespace

void Output::write(std::string_view text) {
  waiting_ += text;
  if (waiting_.size() >= enough) flush();
}

void Output::flush() {
  std::string_view left = waiting_;
  while (!left.empty()) {
    const ssize_t written = ::write(descriptor_, left.data(), left.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EPIPE) throw OutputClosed();
    if (written < 0) throw OutputFailed(std::string("the output can not be written: ") + std::strerror(errno));
    left.remove_prefix(static_cast<std::size_t>(written));
  }
  waiting_.clear();
}

void Output::check_reader() const {
  pollfd reader{descriptor_, 0, 0};
  if (poll(&reader, 1, 0) == 1 && (reader.revents & (POLLERR | POLLHUP)) != 0) throw OutputClosed();
}

}  // namespace cancel::text
