#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstddef>
#include <cstring>
#include <vector>

#include "cancel/posix/interruptible.hpp"
#include "interruption_scene.hpp"
#include "process_scene.hpp"

namespace cancel {
namespace {

using namespace testing;

template <typename Address>
const sockaddr* as_address(const Address& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

// Listens on this machine, at a port of the system's choice, and accepts nobody.
struct Listener {
  Listener() {
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::bind(socket.get(), as_address(address), sizeof address) == 0);
    socklen_t length = sizeof address;
    REQUIRE(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &length) == 0);
    REQUIRE(::listen(socket.get(), 0) == 0);
  }
  IoResult connect(const CancellationToken& token, const FileDescriptor& from,
                   std::optional<std::chrono::nanoseconds> timeout = {}) const {
    return cancel::connect(token, from.get(), as_address(address), sizeof address, timeout);
  }
  // From then on, attempts get no answer.
  void fill_queue() {
    while (waiting.size() < 64) {
      waiting.push_back(cancel::connect({}, as_address(address), sizeof address, 200ms));
      if (waiting.back().result.status == IoStatus::timed_out) return;
    }
    FAIL("the queue does not fill");
  }

  FileDescriptor socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  sockaddr_in address{};
  std::vector<ConnectResult> waiting;
};

// The same, in the abstract name space of local sockets.
struct LocalListener {
  LocalListener() {
    address.sun_family = AF_UNIX;
    const std::string name = "interruptible-connect-test-" + std::to_string(::getpid());
    std::memcpy(address.sun_path + 1, name.data(), name.size());
    length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
    REQUIRE(::bind(socket.get(), as_address(address), length) == 0);
    REQUIRE(::listen(socket.get(), 0) == 0);
    first = cancel::connect({}, as_address(address), length);
    REQUIRE(first);
  }
  FileDescriptor socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  sockaddr_un address{};
  socklen_t length = 0;
  ConnectResult first;  // fills the queue
};

FileDescriptor stream_socket(int flags = 0) {
  return FileDescriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0));
}

bool is_nonblocking(const FileDescriptor& descriptor) {
  return (::fcntl(descriptor.get(), F_GETFL) & O_NONBLOCK) != 0;
}

TEST_CASE("a socket connects, and blocks or not as before", "[connect]") {
  const Listener listener;
  const FileDescriptor blocking = stream_socket();
  CHECK(listener.connect({}, blocking));
  CHECK_FALSE(is_nonblocking(blocking));
}

TEST_CASE("a nonblocking socket connects, and stays so", "[connect]") {
  const Listener listener;
  const FileDescriptor nonblocking = stream_socket(SOCK_NONBLOCK);
  CHECK(listener.connect({}, nonblocking, 10s));
  CHECK(is_nonblocking(nonblocking));
}

TEST_CASE("connecting to an address makes a socket that blocks and is closed on exec", "[connect]") {
  const Listener listener;
  const ConnectResult connected = cancel::connect({}, as_address(listener.address), sizeof listener.address);
  REQUIRE(connected);
  CHECK_FALSE(is_nonblocking(connected.socket));
  CHECK((::fcntl(connected.socket.get(), F_GETFD) & FD_CLOEXEC) != 0);
}

TEST_CASE("a connection that is refused is a failure", "[connect]") {
  Listener listener;
  listener.socket.reset();
  const FileDescriptor socket = stream_socket();
  CHECK(listener.connect({}, socket).error == std::errc::connection_refused);
  const ConnectResult refused = cancel::connect({}, as_address(listener.address), sizeof listener.address);
  CHECK(refused.result.error == std::errc::connection_refused);
  CHECK_FALSE(refused.socket);
}

TEST_CASE("a cancelled token connects nothing", "[connect]") {
  const Listener listener;
  CancellationSource source;
  source.cancel();
  const FileDescriptor socket = stream_socket();
  CHECK(listener.connect(source.token(), socket) == IoResult{IoStatus::cancelled});
  CHECK(listener.connect({}, socket));  // it is still fresh
  const ConnectResult none = cancel::connect(source.token(), as_address(listener.address), sizeof listener.address);
  CHECK(none.result.status == IoStatus::cancelled);
  CHECK_FALSE(none.socket);
}

TEST_CASE("an attempt to connect that gets no answer is cancelled, or over in time", "[connect]") {
  Listener listener;
  listener.fill_queue();
  const FileDescriptor socket = stream_socket();
  CancellationSource source;
  const Meanwhile cancelling([&] { source.cancel(); });
  CHECK(listener.connect(source.token(), socket) == IoResult{IoStatus::cancelled});
  CHECK_FALSE(is_nonblocking(socket));

  const FileDescriptor other = stream_socket();
  CHECK(listener.connect({}, other, 10ms) == IoResult{IoStatus::timed_out});
  CHECK_FALSE(is_nonblocking(other));
}

TEST_CASE("connecting to a local listener that is busy waits for it", "[connect]") {
  const LocalListener listener;
  const Meanwhile accepting([&] { FileDescriptor(::accept(listener.socket.get(), nullptr, nullptr)); });
  CHECK(cancel::connect({}, as_address(listener.address), listener.length, 10s));
}

TEST_CASE("connecting to a local listener that stays busy is cancelled, or over in time", "[connect]") {
  const LocalListener listener;
  CHECK(cancel::connect({}, as_address(listener.address), listener.length, 20ms).result.status == IoStatus::timed_out);
  CancellationSource source;
  const Meanwhile cancelling([&] { source.cancel(); });
  CHECK(cancel::connect(source.token(), as_address(listener.address), listener.length).result.status ==
        IoStatus::cancelled);
}

TEST_CASE("what can not connect at all fails", "[connect]") {
  const Listener listener;
  CHECK(listener.connect({}, FileDescriptor()).error == std::errc::bad_file_descriptor);
  CHECK(listener.connect({}, Pipe().reading).error == std::errc::not_a_socket);
}

}  // namespace
}  // namespace cancel
