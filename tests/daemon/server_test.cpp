#include "server/server.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "cancel/system/system_clock.hpp"
#include "log_fixture.hpp"
#include "service_world.hpp"

namespace cancel::daemon::test {
namespace {

using cancel::test::FakeChannel;
using cancel::test::FakeIds;

bool is_readable(int descriptor) {
  pollfd entry{descriptor, POLLIN, 0};
  return ::poll(&entry, 1, 0) > 0;
}

class CountingChannel final : public CommandChannel {
 public:
  void receive(std::size_t most, std::vector<ReceivedCommand>& commands) override {
    ++turns;
    inner.receive(most, commands);
  }
  void reply(Ticket ticket, Reply reply) override { inner.reply(ticket, std::move(reply)); }

  FakeChannel inner;
  std::size_t turns = 0;
};

// Sends SIGTERM with the last of so many heartbeats.
class StoppingPublisher final : public EventPublisher {
 public:
  explicit StoppingPublisher(std::size_t beats) : beats_left(beats) {}
  void publish(const Event&) override {}
  void heartbeat(const std::string&, Position, Timestamp) override {
    if (--beats_left == 0) ::raise(SIGTERM);
  }

  std::size_t beats_left;
};

// A service in real time that beats every 20 ms, on a loop whose socket nobody sends to.
struct Loop {
  explicit Loop(std::size_t beats) : publisher(beats) {
    service.recover();
    socket.bind("inproc://commands");
  }

  void run() { Server({service, socket, clock, stop, manager, captured.log, false}).run(); }

  static ServiceOptions options() {
    ServiceOptions options;
    options.heartbeat = Millis{20};
    options.cleanup_on_start = false;
    return options;
  }

  StopSignal stop;
  CapturedLog captured{LogLevel::info};
  ServiceManager manager{Variables()};
  SystemClock clock;
  MemoryEventLog log;
  FakeIds ids;
  CountingChannel channel;
  StoppingPublisher publisher;
  MemorySnapshotStore snapshots;
  Service service{log, snapshots, channel, publisher, clock, ids, options()};
  zmq::context_t context;
  zmq::socket_t socket{context, zmq::socket_type::router};
};

AwaitToken long_wait(const std::string& id) {
  AwaitToken wait;
  wait.name.id = id;
  wait.timeout = Millis{60'000};
  return wait;
}

}  // namespace

TEST_CASE("a signal can be polled for, and is taken once", "[server]") {
  StopSignal stop;
  CHECK_FALSE(is_readable(stop.descriptor()));
  CHECK(stop.take() == std::nullopt);
  ::raise(SIGINT);
  CHECK(is_readable(stop.descriptor()));
  CHECK(stop.take() == SIGINT);
  CHECK(stop.take() == std::nullopt);
}

TEST_CASE("signals that came together count as one", "[server]") {
  StopSignal stop;
  ::raise(SIGTERM);
  ::raise(SIGINT);
  CHECK(stop.take().has_value());
}

TEST_CASE("SIGHUP and SIGPIPE are ignored", "[server]") {
  const StopSignal stop;
  ::raise(SIGHUP);
  ::raise(SIGPIPE);
  CHECK_FALSE(is_readable(stop.descriptor()));
}

TEST_CASE("a second signal ends the process at once", "[server]") {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    StopSignal stop;
    ::raise(SIGTERM);
    if (!stop.take()) ::_exit(1);
    ::raise(SIGTERM);
    ::_exit(2);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGTERM);
}

TEST_CASE("an idle loop wakes only for what is due", "[server]") {
  Loop loop(5);
  loop.run();
  CHECK(loop.publisher.beats_left == 0);
  CHECK(loop.channel.turns <= 10);
}

TEST_CASE("a signal ends the loop after those who wait were answered", "[server]") {
  Loop loop(2);
  const Ticket create = loop.channel.inner.send(Command{CreateToken{{"default", "a"}, {}, {}, {}}});
  const Ticket wait = loop.channel.inner.send(Command{long_wait("a")});
  loop.run();
  REQUIRE(loop.channel.inner.reply_to(create) != nullptr);
  REQUIRE(loop.channel.inner.reply_to(wait) != nullptr);
  CHECK(std::holds_alternative<Error>(loop.channel.inner.reply_to(wait)->body));
  CHECK(loop.captured.facts() == std::vector<std::string>{"info stopping signal=SIGTERM"});
}

}  // namespace cancel::daemon::test
