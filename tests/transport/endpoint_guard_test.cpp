#include "cancel/transport/endpoint_guard.hpp"

#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "transport_fixture.hpp"

using namespace cancel;
using namespace cancel::test;
using Catch::Matchers::Contains;

namespace {

std::string fault(const std::string& endpoint, const std::vector<std::string>& folders = {}) {
  try {
    EndpointGuard guard(endpoint, folders);
  } catch (const EndpointInUse& error) {
    return std::string("in use: ") + error.what();
  } catch (const EndpointError& error) {
    return error.what();
  }
  return "no error";
}

mode_t mode_of(const std::string& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777;
}

// Another process that holds an endpoint, until it is killed.
class Holder {
 public:
  explicit Holder(const std::string& endpoint) {
    int ready[2];
    REQUIRE(::pipe(ready) == 0);
    process_ = ::fork();
    if (process_ == 0) hold(endpoint, ready[1]);
    ::close(ready[1]);
    char sign = 0;
    REQUIRE(::read(ready[0], &sign, 1) == 1);
    ::close(ready[0]);
  }
  ~Holder() { kill(); }

  pid_t process() const { return process_; }
  void kill() {
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    process_ = 0;
  }

 private:
  [[noreturn]] static void hold(const std::string& endpoint, int ready) {
    EndpointGuard guard(endpoint);
    const FileDescriptor listener = guard.listen();
    if (::write(ready, "r", 1) != 1) ::_exit(1);
    while (true) ::pause();
  }

  pid_t process_ = 0;
};

// Leaves a socket file behind that nobody listens on.
void leave_socket_file(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  const FileDescriptor left(::socket(AF_UNIX, SOCK_STREAM, 0));
  REQUIRE(::bind(left.number(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
}

}  // namespace

TEST_CASE("a guard that goes removes its socket file, and the endpoint can be taken again", "[guard]") {
  const TemporaryFolder folder;
  for (int round = 0; round < 3; ++round) {
    EndpointGuard guard(folder.ipc("command"));
    const FileDescriptor listener = guard.listen();
    CHECK(listener);
    CHECK(std::filesystem::is_socket(folder.path("command")));
  }
  CHECK_FALSE(std::filesystem::exists(folder.path("command")));
  CHECK(std::filesystem::exists(folder.path("command.lock")));
}

TEST_CASE("two guards of one endpoint can't be, and the second names the first", "[guard]") {
  const TemporaryFolder folder;
  const EndpointGuard first(folder.ipc("command"));
  CHECK_THAT(fault(folder.ipc("command")),
             Contains("in use: " + folder.ipc("command")) && Contains("process " + std::to_string(::getpid()) + " "));
  CHECK_THAT(fault(folder.ipc("./command")), Contains("in use"));
  CHECK(fault(folder.ipc("event")) == "no error");
}

TEST_CASE("a guard that is moved still holds, once", "[guard]") {
  const TemporaryFolder folder;
  std::optional<EndpointGuard> first(std::in_place, folder.ipc("command"));
  const FileDescriptor listener = first->listen();
  std::optional<EndpointGuard> second(std::move(*first));
  first.reset();
  CHECK(std::filesystem::exists(folder.path("command")));
  CHECK_THAT(fault(folder.ipc("command")), Contains("in use"));
  second.reset();
  CHECK_FALSE(std::filesystem::exists(folder.path("command")));
  CHECK(fault(folder.ipc("command")) == "no error");
}

TEST_CASE("another process that lives is named, and one that was killed is followed", "[guard]") {
  const TemporaryFolder folder;
  Holder holder(folder.ipc("command"));
  CHECK_THAT(fault(folder.ipc("command")), Contains("in use") && Contains(std::to_string(holder.process())));
  holder.kill();
  REQUIRE(std::filesystem::is_socket(folder.path("command")));

  EndpointGuard next(folder.ipc("command"));
  CHECK(next.listen());
}

TEST_CASE("a socket file that nobody listens on is removed", "[guard]") {
  const TemporaryFolder folder;
  leave_socket_file(folder.path("command"));
  const EndpointGuard guard(folder.ipc("command"));
  CHECK_FALSE(std::filesystem::exists(folder.path("command")));
}

TEST_CASE("a live socket without a lock is not taken over", "[guard]") {
  const TemporaryFolder folder;
  zmq::context_t context;
  zmq::socket_t other(context, zmq::socket_type::router);
  other.bind(folder.ipc("command"));

  CHECK_THAT(fault(folder.ipc("command")),
             Contains("in use") && Contains("process " + std::to_string(::getpid()) + " is listening"));

  Peer client(context, zmq::socket_type::dealer, folder.ipc("command"));
  client.send({"still there"});
  CHECK(readable(other, patience));
}

TEST_CASE("a program that binds between the look and the listening is not taken over", "[guard]") {
  const TemporaryFolder folder;
  EndpointGuard guard(folder.ipc("command"));
  zmq::context_t context;
  zmq::socket_t other(context, zmq::socket_type::router);
  other.bind(folder.ipc("command"));
  CHECK_THROWS_AS(guard.listen(), EndpointInUse);
}

TEST_CASE("a guard leaves alone a socket file that another program has put in the place of its own", "[guard]") {
  const TemporaryFolder folder;
  zmq::context_t context;
  zmq::socket_t other(context, zmq::socket_type::router);
  {
    EndpointGuard guard(folder.ipc("command"));
    const FileDescriptor listener = guard.listen();
    other.bind(folder.ipc("command"));  // libzmq removes the file that is there
  }
  CHECK(std::filesystem::is_socket(folder.path("command")));
}

TEST_CASE("a file that is not a socket is never removed", "[guard]") {
  const TemporaryFolder folder;
  std::ofstream(folder.path("precious")) << "data";
  std::filesystem::create_directory(folder.path("directory"));
  std::filesystem::create_symlink(folder.path("precious"), folder.path("link"));
  for (const std::string name : {"precious", "directory", "link"}) {
    INFO(name);
    CHECK_THAT(fault(folder.ipc(name)), Contains("not a socket") && !Contains("in use"));
    CHECK(std::filesystem::exists(folder.path(name)));
  }
  CHECK(std::filesystem::file_size(folder.path("precious")) == 4);
}

TEST_CASE("a lock file that is a link is not followed", "[guard]") {
  const TemporaryFolder folder;
  std::ofstream(folder.path("precious")) << "data";
  std::filesystem::create_symlink(folder.path("precious"), folder.path("command.lock"));
  CHECK_THAT(fault(folder.ipc("command")), Contains("command.lock"));
  CHECK(std::filesystem::file_size(folder.path("precious")) == 4);
}

TEST_CASE("a folder of one's own choice has to be there", "[guard]") {
  const TemporaryFolder folder;
  CHECK_THAT(fault(folder.ipc("missing/command")), Contains("missing/command.lock") && !Contains("in use"));
  CHECK_FALSE(std::filesystem::exists(folder.path("missing")));
}

TEST_CASE("the default folders are made for their owner alone", "[guard]") {
  const TemporaryFolder folder;
  const std::vector<std::string> folders{folder.path("outer"), folder.path("outer/canceld")};
  const mode_t before = ::umask(0);
  {
    const EndpointGuard command(folder.ipc("outer/canceld/command"), folders);
    const EndpointGuard event(folder.ipc("outer/canceld/event"), folders);
  }
  ::umask(before);
  CHECK(mode_of(folders[0]) == 0700);
  CHECK(mode_of(folders[1]) == 0700);
}

TEST_CASE("a default folder of ours that others may enter is closed to them", "[guard]") {
  const TemporaryFolder folder;
  const std::vector<std::string> folders{folder.path("canceld")};
  std::filesystem::create_directory(folders[0]);
  for (const mode_t mode : {0755u, 0710u, 0701u, 0777u}) {
    REQUIRE(::chmod(folders[0].c_str(), mode) == 0);
    CHECK(fault(folder.ipc("canceld/command"), folders) == "no error");
    CHECK(mode_of(folders[0]) == 0700);
  }
}

TEST_CASE("a default folder that is another user's, or no folder, is refused", "[guard]") {
  const TemporaryFolder folder;
  const std::vector<std::string> folders{folder.path("canceld")};
  std::filesystem::create_directory(folder.path("elsewhere"));
  std::filesystem::create_directory_symlink(folder.path("elsewhere"), folders[0]);
  CHECK_THAT(fault(folder.ipc("canceld/command"), folders), Contains("is not a folder"));
  std::filesystem::remove(folders[0]);
  std::filesystem::create_directory(folders[0]);
  REQUIRE(::chmod(folders[0].c_str(), 0700) == 0);
  if (::chown(folders[0].c_str(), 12'345, 12'345) != 0) return;  // only root can give a folder away
  CHECK_THAT(fault(folder.ipc("canceld/command"), folders), Contains("another user (uid 12345)"));
}

TEST_CASE("a default folder that can't be made is an error that says why", "[guard]") {
  const TemporaryFolder folder;
  CHECK_THAT(fault(folder.ipc("missing/canceld/command"), {folder.path("missing/canceld")}),
             Contains("missing/canceld' can't be made") && Contains("No such file"));
}

TEST_CASE("a tcp endpoint that somebody listens on is in use", "[guard]") {
  zmq::context_t context;
  const ZmqCommandChannel first(context, EndpointGuard("tcp://127.0.0.1:*"));
  CHECK_THROWS_AS(ZmqCommandChannel(context, EndpointGuard(first.endpoint())), EndpointInUse);
  CHECK_THROWS_AS(ZmqEventPublisher(context, EndpointGuard(first.endpoint())), EndpointInUse);
}
