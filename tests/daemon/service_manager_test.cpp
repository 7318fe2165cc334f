#include "server/service_manager.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <cstring>

#include "cancel/transport/file_descriptor.hpp"
#include "config_fixture.hpp"

namespace cancel::daemon::test {
namespace {

// Listens as systemd does. `name` is a path, or "@name" in the abstract namespace.
class Listener {
 public:
  explicit Listener(const std::string& name) : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, name.data(), name.size());
    if (name.front() == '@') address.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    if (::bind(socket_.number(), reinterpret_cast<const sockaddr*>(&address), size) != 0) {
      throw std::runtime_error("no listener");
    }
  }

  // The next datagram; empty where there is none.
  std::string heard() const {
    char text[1024];
    const ssize_t count = ::recv(socket_.number(), text, sizeof text, MSG_DONTWAIT);
    return count < 0 ? std::string() : std::string(text, static_cast<std::size_t>(count));
  }

 private:
  FileDescriptor socket_;
};

std::optional<Millis> interval(const Variables& variables) {
  return ServiceManager(variables).sign_of_life_interval();
}

}  // namespace

TEST_CASE("the service manager hears how the daemon is", "[notify]") {
  const TemporaryFolder folder;
  const std::string abstract = "@canceld-test-" + std::to_string(::getpid());
  for (const std::string& name : {folder.path("notify"), abstract}) {
    const Listener listener(name);
    const ServiceManager manager({{"NOTIFY_SOCKET", name}});
    manager.still_starting("reading");
    CHECK(listener.heard() == "EXTEND_TIMEOUT_USEC=30000000\nSTATUS=reading");
    manager.ready("serving");
    CHECK(listener.heard() == "READY=1\nSTATUS=serving");
    manager.status("the log\nREADY=0");
    CHECK(listener.heard() == "STATUS=\"the log\\nREADY=0\"");
    manager.alive();
    CHECK(listener.heard() == "WATCHDOG=1");
    manager.stopping();
    CHECK(listener.heard() == "STOPPING=1\nSTATUS=stopping");
    CHECK(listener.heard() == "");
  }
}

TEST_CASE("where nobody asked, or the socket is none, nothing happens", "[notify]") {
  for (const std::string& name : {std::string(), std::string("relative"), std::string("/no/such/socket"),
                                  std::string(1'000, '/'), std::string("vsock:2:1234")}) {
    const ServiceManager manager({{"NOTIFY_SOCKET", name}});
    manager.ready("serving");
  }
  ServiceManager(Variables()).ready("serving");
}

TEST_CASE("a service manager that does not listen is not waited for long", "[notify]") {
  const TemporaryFolder folder;
  const Listener listener(folder.path("notify"));
  const ServiceManager manager({{"NOTIFY_SOCKET", folder.path("notify")}});
  const auto began = std::chrono::steady_clock::now();
  for (int count = 0; count < 30; ++count) manager.alive();  // more than the socket takes
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds{20});
}

TEST_CASE("signs of life are given twice in the time that the watchdog waits", "[notify]") {
  CHECK(interval({}) == std::nullopt);
  CHECK(interval({{"WATCHDOG_USEC", "2000000"}}) == Millis{1'000});
  CHECK(interval({{"WATCHDOG_USEC", "1"}}) == Millis{1});
  CHECK(interval({{"WATCHDOG_USEC", "nonsense"}}) == std::nullopt);
  CHECK(interval({{"WATCHDOG_USEC", "0"}}) == std::nullopt);
}

TEST_CASE("a watchdog of another process is not answered", "[notify]") {
  const std::string own = std::to_string(::getpid());
  CHECK(interval({{"WATCHDOG_USEC", "2000000"}, {"WATCHDOG_PID", own}}) == Millis{1'000});
  CHECK(interval({{"WATCHDOG_USEC", "2000000"}, {"WATCHDOG_PID", own + "0"}}) == std::nullopt);
}

}  // namespace cancel::daemon::test
