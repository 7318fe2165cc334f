#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>

#include "cancel/posix/interruptible.hpp"
#include "pipe_signal_guard.hpp"
#include "readiness.hpp"

namespace cancel {

namespace {

using posix::Deadline;

// One that is not open for reading, or writing, is never ready for it: it has to be tried to learn that.
bool can_be_tried(int descriptor, short events, int refusing_mode) {
  if (posix::is_ready(descriptor, events)) return true;
  const int flags = ::fcntl(descriptor, F_GETFL);
  return flags < 0 || (flags & O_ACCMODE) == refusing_mode;
}

// What is no socket can not be asked to do it without waiting, so it is looked at first.
ssize_t read_at_once(int descriptor, std::span<std::byte> buffer) {
  const ssize_t received = ::recv(descriptor, buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (received >= 0 || errno != ENOTSOCK) return received;
  if (can_be_tried(descriptor, POLLIN, O_WRONLY)) return ::read(descriptor, buffer.data(), buffer.size());
  errno = EAGAIN;
  return -1;
}

// A pipe that is ready for writing has room for PIPE_BUF bytes, and not always for more.
std::size_t safe_length(int descriptor, std::size_t length) {
  const int flags = ::fcntl(descriptor, F_GETFL);
  return flags >= 0 && (flags & O_NONBLOCK) != 0 ? length : std::min<std::size_t>(length, PIPE_BUF);
}

ssize_t write_at_once(int descriptor, std::span<const std::byte> data) {
  const ssize_t sent = ::send(descriptor, data.data(), data.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent >= 0 || errno != ENOTSOCK) return sent;
  if (can_be_tried(descriptor, POLLOUT, O_RDONLY)) {
    const posix::PipeSignalGuard guard;
    return ::write(descriptor, data.data(), safe_length(descriptor, data.size()));
  }
  errno = EAGAIN;
  return -1;
}

}  // namespace

bool sleep_for(const CancellationToken& token, std::chrono::nanoseconds duration) {
  return !token.wait(Stage::requested, duration);
}

IoResult read(const CancellationToken& token, int descriptor, std::span<std::byte> buffer,
              std::optional<std::chrono::nanoseconds> timeout) {
  if (token.is_cancelled()) return {IoStatus::cancelled};
  if (buffer.empty()) return {};
  Deadline deadline(timeout);
  for (;;) {
    const ssize_t got = read_at_once(descriptor, buffer);
    if (got == 0) return {IoStatus::end_of_file};
    if (got > 0) return {IoStatus::done, static_cast<std::size_t>(got)};
    if (errno == EINTR) continue;
    if (!posix::would_wait()) return posix::failure();
    const IoResult ready = posix::wait_for(token, descriptor, POLLIN, deadline);
    if (!ready) return ready;
  }
}

IoResult write(const CancellationToken& token, int descriptor, std::span<const std::byte> data,
               std::optional<std::chrono::nanoseconds> timeout) {
  Deadline deadline(timeout);
  std::size_t written = 0;
  for (;;) {
    if (token.is_cancelled() && (data.empty() || written < data.size())) return {IoStatus::cancelled, written};
    if (written == data.size()) return {IoStatus::done, written};
    const ssize_t put = write_at_once(descriptor, data.subspan(written));
    if (put >= 0) {
      written += static_cast<std::size_t>(put);
    } else if (posix::would_wait()) {
      const IoResult ready = posix::wait_for(token, descriptor, POLLOUT, deadline);
      if (!ready) return {ready.status, written, ready.error};
    } else if (errno != EINTR) {
      return posix::failure(written);
    }
  }
}

}  // namespace cancel
