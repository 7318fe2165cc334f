#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>

#include "cancel/posix/child_process.hpp"
#include "process_scene.hpp"

namespace cancel {
namespace {

using namespace testing;

constexpr auto for_ages = std::chrono::hours{1};

// A shell that forks may, at that very moment, take a signal for the child and lose it. So those that are asked to stop
// wait for input that never comes, instead of for a sleep.

TEST_CASE("a child under a cancelled token is never started", "[child]") {
  CancellationSource source;
  source.cancel({.reason = "no more"});
  Pipe pipe;
  ChildOptions options{{"echo", "started"}};
  options.output = ChildStream::descriptor(pipe.writing.get());
  try {
    ChildProcess child(options, source.token());
    FAIL("it was started");
  } catch (const Cancelled& cancelled) {
    CHECK(cancelled.why().reason == "no more");
  }
  pipe.writing.reset();
  CHECK(read_all(pipe.reading).empty());
}

TEST_CASE("a cancelled child is asked to stop by SIGTERM", "[child]") {
  CancellationSource source;
  ChildProcess child({{"sleep", "1000"}}, source.token());
  source.cancel();
  CHECK(child.wait() == ChildExit{.signal = SIGTERM, .cancelled = true});
}

TEST_CASE("a cancelled child that cleans up exits with its own code", "[child]") {
  CancellationSource source;
  auto options = shell("trap 'exit 42' TERM; echo ready; read line");
  options.input = ChildStream::pipe();
  options.grace = for_ages;
  ChildProcess child(options, source.token());
  REQUIRE(read_line(child.output()) == "ready");
  source.cancel();
  CHECK(child.wait() == ChildExit{.code = 42, .cancelled = true});
  CHECK_FALSE(group_runs(child.id()));
}

TEST_CASE("a child that ignores the request is killed when the grace time is over", "[child]") {
  CancellationSource source;
  auto options = shell("trap '' TERM; echo ready; while :; do sleep 1000; done");
  options.grace = 50ms;
  ChildProcess child(options, source.token());
  REQUIRE(read_line(child.output()) == "ready");
  source.cancel();
  CHECK(child.wait() == ChildExit{.signal = SIGKILL, .cancelled = true, .killed_by_force = true});
}

TEST_CASE("a child without a grace time is killed at once", "[child]") {
  CancellationSource source;
  auto options = shell("trap '' TERM; echo ready; while :; do sleep 1000; done");
  options.grace = -1s;
  ChildProcess child(options, source.token());
  REQUIRE(read_line(child.output()) == "ready");
  source.cancel();
  CHECK(child.wait().signal == SIGKILL);
}

TEST_CASE("a cancellation by force kills at once", "[child]") {
  CancellationSource source;
  auto options = shell("trap '' TERM; echo ready; while :; do sleep 1000; done");
  options.grace = for_ages;
  ChildProcess child(options, source.token());
  REQUIRE(read_line(child.output()) == "ready");
  source.cancel(by_force());
  CHECK(child.wait() == ChildExit{.signal = SIGKILL, .cancelled = true, .killed_by_force = true});
}

TEST_CASE("a cancellation that is escalated kills a child that was asked before", "[child]") {
  CancellationSource source;
  auto options = shell("trap 'echo asked' TERM; echo ready; while :; do read line; done");
  options.input = ChildStream::pipe();
  options.grace = std::chrono::milliseconds::max();
  ChildProcess child(options, source.token());
  REQUIRE(read_line(child.output()) == "ready");
  source.cancel();
  REQUIRE(read_line(child.output()) == "asked");
  source.cancel(by_force());
  CHECK(child.wait() == ChildExit{.signal = SIGKILL, .cancelled = true, .killed_by_force = true});
}

TEST_CASE("a child that was halted hears that it shall stop", "[child]") {
  CancellationSource source;
  ChildOptions options{{"sleep", "1000"}};
  options.grace = for_ages;
  ChildProcess child(options, source.token());
  ::kill(-child.id(), SIGSTOP);
  REQUIRE(eventually([&] { return state_of(child.id()) == 'T'; }));
  source.cancel();
  CHECK(child.wait() == ChildExit{.signal = SIGTERM, .cancelled = true});
}

TEST_CASE("grandchildren that ignore the request are gone after the grace time", "[child]") {
  CancellationSource source;
  auto options = shell("(trap '' TERM; echo ready; while :; do sleep 1000; done) & wait");
  options.grace = 100ms;
  ChildProcess child(options, source.token());
  REQUIRE(read_line(child.output()) == "ready");
  source.cancel();
  const ChildExit exit = child.wait();
  CHECK(exit == ChildExit{.signal = SIGTERM, .cancelled = true, .killed_by_force = true});
  CHECK_FALSE(group_runs(child.id()));
}

TEST_CASE("grandchildren have the rest of the grace time after the child itself has ended", "[child]") {
  CancellationSource source;
  const std::string grandchild =
      "trap 'echo asked; read line <&3; echo $line; exit' TERM; echo ready; "
      "while :; do read line <&3; done";
  auto options = shell("exec 3<&0; (" + grandchild + ") & wait");
  options.input = ChildStream::pipe();
  options.grace = for_ages;
  ChildProcess child(options, source.token());
  REQUIRE(read_line(child.output()) == "ready");
  source.cancel();
  REQUIRE(read_line(child.output()) == "asked");
  REQUIRE(eventually([&] { return !is_running(child.id()); }));
  CHECK_FALSE(child.wait(0s));
  REQUIRE(::write(child.input().get(), "cleaned up\n", 11) == 11);
  CHECK(read_line(child.output()) == "cleaned up");
  CHECK(child.wait() == ChildExit{.signal = SIGTERM, .cancelled = true});
}

TEST_CASE("force kills grandchildren that outlive a child which was asked", "[child]") {
  CancellationSource source;
  auto options = shell("exec 3<&0; (trap 'echo asked' TERM; echo ready; while :; do read line <&3; done) & wait");
  options.input = ChildStream::pipe();
  options.grace = for_ages;
  ChildProcess child(options, source.token());
  REQUIRE(read_line(child.output()) == "ready");
  source.cancel();
  REQUIRE(read_line(child.output()) == "asked");
  source.cancel(by_force());
  CHECK(child.wait() == ChildExit{.signal = SIGTERM, .cancelled = true, .killed_by_force = true});
  CHECK_FALSE(group_runs(child.id()));
}

TEST_CASE("a child that ended by itself was not cancelled, whatever comes later", "[child]") {
  CancellationSource source;
  ChildProcess child({{"true"}}, source.token());
  child.wait();
  source.cancel(by_force());
  CHECK(child.wait() == ChildExit{.code = 0});
}

TEST_CASE("what an ended child left running is stopped by a later cancellation", "[child]") {
  CancellationSource source;
  auto options = shell("(trap '' TERM; echo ready; while :; do sleep 1000; done) & exit 5");
  options.grace = 50ms;
  ChildProcess child(options, source.token());
  REQUIRE(read_line(child.output()) == "ready");
  CHECK(child.wait() == ChildExit{.code = 5});
  REQUIRE(group_runs(child.id()));
  source.cancel();
  CHECK(eventually([&] { return !group_runs(child.id()); }));
}

TEST_CASE("what an ended child left running is left to itself when nobody cancels", "[child]") {
  pid_t group = 0;
  {
    ChildProcess child(shell("sleep 1000 & exit 0"));
    child.wait();
    group = child.id();
    REQUIRE(group_runs(group));
  }
  CHECK(group_runs(group));
  ::kill(-group, SIGKILL);
}

TEST_CASE("a child under a token with a deadline is stopped by it", "[child]") {
  CancellationSource source;
  ChildProcess child({{"sleep", "1000"}}, source.token());
  source.cancel_after(10ms);
  CHECK(child.wait() == ChildExit{.signal = SIGTERM, .cancelled = true});
}

TEST_CASE("a child under a token above is stopped with it", "[child]") {
  CancellationSource above;
  ChildProcess child({{"sleep", "1000"}}, CancellationSource{above.token()}.token());
  CancellationSource below{above.token()};
  ChildProcess other({{"sleep", "1000"}}, below.token());
  above.cancel();
  CHECK(other.wait().cancelled);
}

}  // namespace
}  // namespace cancel
