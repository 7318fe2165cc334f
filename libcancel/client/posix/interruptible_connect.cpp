#include <fcntl.h>
#include <sys/socket.h>

#include <cerrno>

#include "cancel/posix/interruptible.hpp"
#include "readiness.hpp"

namespace cancel {

namespace {

using namespace std::chrono_literals;
using posix::Deadline;

// Makes a descriptor nonblocking, and what it was in the end.
class NonblockingMeanwhile {
 public:
  explicit NonblockingMeanwhile(int descriptor) : descriptor_(descriptor), former_(::fcntl(descriptor, F_GETFL)) {
    if (changes()) ::fcntl(descriptor_, F_SETFL, former_ | O_NONBLOCK);
  }
  ~NonblockingMeanwhile() {
    if (changes()) ::fcntl(descriptor_, F_SETFL, former_);
  }
  NonblockingMeanwhile(const NonblockingMeanwhile&) = delete;
  NonblockingMeanwhile& operator=(const NonblockingMeanwhile&) = delete;

 private:
  bool changes() const { return former_ >= 0 && (former_ & O_NONBLOCK) == 0; }

  const int descriptor_;
  const int former_;
};

IoResult outcome_of_attempt(int socket) {
  int error = 0;
  socklen_t length = sizeof error;
  if (::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &length) != 0) return posix::failure();
  if (error == 0) return {};
  return {IoStatus::failed, 0, std::error_code(error, std::generic_category())};
}

// A local listener whose queue is full: nothing tells when there is room, so it is asked again.
IoResult pause(const CancellationToken& token, Deadline& deadline) {
  const timespec* left = deadline.left();
  if (left != nullptr && left->tv_sec == 0 && left->tv_nsec == 0) return {IoStatus::timed_out};
  if (!sleep_for(token, 5ms)) return {IoStatus::cancelled};
  return {};
}

IoResult connect_until(const CancellationToken& token, int socket, const sockaddr* address, socklen_t length,
                       Deadline& deadline) {
  for (;;) {
    if (::connect(socket, address, length) == 0) return {};
    // After a signal the attempt goes on in the background, like one that has only begun.
    if (errno == EINPROGRESS || errno == EINTR) break;
    if (errno != EAGAIN || address->sa_family != AF_UNIX) return posix::failure();
    const IoResult paused = pause(token, deadline);
    if (!paused) return paused;
  }
  const IoResult ready = posix::wait_for(token, socket, POLLOUT, deadline);
  return ready ? outcome_of_attempt(socket) : ready;
}

}  // namespace

IoResult connect(const CancellationToken& token, int socket, const sockaddr* address, socklen_t length,
                 std::optional<std::chrono::nanoseconds> timeout) {
  if (token.is_cancelled()) return {IoStatus::cancelled};
  Deadline deadline(timeout);
  const NonblockingMeanwhile nonblocking(socket);
  return connect_until(token, socket, address, length, deadline);
}

ConnectResult connect(const CancellationToken& token, const sockaddr* address, socklen_t length,
                      std::optional<std::chrono::nanoseconds> timeout) {
  if (token.is_cancelled()) return {{IoStatus::cancelled}, {}};
  FileDescriptor socket(::socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket) return {posix::failure(), {}};
  const IoResult result = connect(token, socket.get(), address, length, timeout);
  if (!result) socket.reset();
  return {result, std::move(socket)};
}

}  // namespace cancel
