#pragma once

#include <poll.h>
#include <sys/socket.h>

#include <chrono>
#include <csignal>
#include <cstddef>
#include <optional>
#include <span>
#include <system_error>

#include "cancel/posix/file_descriptor.hpp"
#include "cancel/token/cancellation_token.hpp"

namespace cancel {

// Calls that wait, as those of the system, and stop waiting when a token is cancelled. A cancelled token wins: it is
// looked at before anything is done, and again when the wait is over. To end with `cancelled` counts as having noticed
// it.
//
// All are thread-safe. Signals do not end them (but see poll). Timeouts are as of now; none: no limit; zero or less:
// what can be done at once. They do not throw: where no descriptor is to be had for the wait, they end with `failed`.
// That takes one descriptor and some microseconds, but only where there is something to wait for.

enum class IoStatus {
  done,
  end_of_file,  // nothing more will come
  cancelled,
  timed_out,
  failed,  // `error` says why
};

struct IoResult {
  IoStatus status = IoStatus::done;
  std::size_t count = 0;    // of bytes, or of ready descriptors
  std::error_code error{};  // of `failed`

  explicit operator bool() const noexcept { return status == IoStatus::done; }
  bool operator==(const IoResult&) const = default;
};

// Sleeps; false: cut short, it is cancelled.
bool sleep_for(const CancellationToken& token, std::chrono::nanoseconds duration);

// Waits for something to read, and reads what is there, at most `buffer`. Unless it is `done`, nothing was read.
//
// For pipes, sockets, terminals and the like, blocking or not. On a blocking one that is no socket nobody else may read
// meanwhile: who loses the race waits in the system. A datagram without content looks like the end of file.
IoResult read(const CancellationToken& token, int descriptor, std::span<std::byte> buffer,
              std::optional<std::chrono::nanoseconds> timeout = {});

// Writes all of `data`, waiting for room. However it ends, `count` bytes were written. Never raises SIGPIPE: a reader
// that is gone is `failed` with std::errc::broken_pipe. To a blocking one that is no socket it writes in small pieces;
// there nobody else may write meanwhile.
IoResult write(const CancellationToken& token, int descriptor, std::span<const std::byte> data,
               std::optional<std::chrono::nanoseconds> timeout = {});

// Connects `socket`. It is made nonblocking meanwhile, and what it was is restored, however it ends. Unless it is
// `done`, close the socket: its attempt may still be under way.
IoResult connect(const CancellationToken& token, int socket, const sockaddr* address, socklen_t length,
                 std::optional<std::chrono::nanoseconds> timeout = {});

struct ConnectResult {
  IoResult result;
  FileDescriptor socket;  // empty unless it is `done`

  explicit operator bool() const noexcept { return static_cast<bool>(result); }
};

// The same with a stream socket of its own: blocking, closed on exec. Looking up names is not part of it.
ConnectResult connect(const CancellationToken& token, const sockaddr* address, socklen_t length,
                      std::optional<std::chrono::nanoseconds> timeout = {});

// Waits for one of `descriptors`, as ppoll(2) does; `count` of them are ready. Unless it is `done`, no `revents` is
// set. With `mask`, these signals alone are blocked meanwhile, and one that arrives ends the wait: `failed`, with
// std::errc::interrupted. Throws std::bad_alloc.
IoResult poll(const CancellationToken& token, std::span<pollfd> descriptors,
              std::optional<std::chrono::nanoseconds> timeout = {}, const sigset_t* mask = nullptr);

}  // namespace cancel
