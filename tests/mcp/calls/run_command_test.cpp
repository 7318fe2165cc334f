#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <thread>

#include "fake_call.hpp"
#include "process_scene.hpp"

namespace cancel::mcp {
namespace {

using cancel::testing::eventually;
using cancel::testing::group_runs;
using cancel::testing::open_descriptors;
using testing::FakeCall;
using namespace std::chrono_literals;

ChildOptions shell(const std::string& script) {
  ChildOptions options;
  options.arguments = {"/bin/sh", "-c", script};
  return options;
}

std::size_t threads_of_this_process() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("Threads:", 0) == 0) return std::stoul(line.substr(8));
  }
  return 0;
}

// A folder for one test, with a file in which a shell says its process id.
struct Scratch {
  Scratch() {
    std::string pattern = "/tmp/canceld-command-XXXXXX";
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    folder = pattern;
  }
  ~Scratch() { std::filesystem::remove_all(folder); }
  std::string file() const { return folder + "/pid"; }
  pid_t process() const {
    const std::string text = cancel::testing::text_of(file());
    return text.empty() || text.back() != '\n' ? 0 : std::stoi(text);
  }
  std::string folder;
};

TEST_CASE("a command's output, error and code come back", "[command]") {
  FakeCall call;
  const auto result = call.context().run_command(shell("echo out; echo err >&2; exit 3"));
  CHECK(result.output == "out\n");
  CHECK(result.error == "err\n");
  CHECK(result.exit == ChildExit{.code = 3});
}

TEST_CASE("a command that is not there is an error", "[command]") {
  FakeCall call;
  ChildOptions options;
  options.arguments = {"/no/such/program"};
  CHECK_THROWS_AS(call.context().run_command(options), std::system_error);
}

TEST_CASE("a command reads nothing where it was given no input", "[command]") {
  FakeCall call;
  CHECK(call.context().run_command(shell("cat; echo end")).output == "end\n");
  ChildOptions piped = shell("cat; echo end");
  piped.input = ChildStream::pipe();
  CHECK(call.context().run_command(piped).output == "end\n");
}

TEST_CASE("much output on both streams does not block, and is kept up to the limit", "[command]") {
  FakeCall call;
  const auto script = "head -c 3000000 /dev/zero >&2; head -c 3000000 /dev/zero; head -c 10 /dev/zero >&2";
  const auto result = call.context().run_command(shell(script), 100'000);
  CHECK(result.exit.succeeded());
  CHECK(result.output.size() == 100'000);
  CHECK(result.error.size() == 100'000);
  CHECK(call.context().run_command(shell(script), 5'000'000).error.size() == 3'000'010);
}

TEST_CASE("where output goes elsewhere, it is left to that", "[command]") {
  FakeCall call;
  ChildOptions options = shell("echo out; echo err >&2");
  options.output = ChildStream::null();
  const auto result = call.context().run_command(options);
  CHECK(result.output.empty());
  CHECK(result.error == "err\n");
}

TEST_CASE("a command under a cancelled call is never started", "[command]") {
  FakeCall call;
  call.cancel();
  CHECK_THROWS_AS(call.context().run_command(shell("true")), Cancelled);
}

TEST_CASE("a tree of processes dies with the call, and what it said before is there", "[command]") {
  const Scratch scratch;
  FakeCall call;
  pid_t group = 0;
  std::thread canceller([&] {
    eventually([&] { return (group = scratch.process()) != 0; });
    call.cancel();
  });
  const auto result = call.context().run_command(
      shell("echo started; sleep 1000 & sleep 1000 & echo $$ > " + scratch.file() + "; wait"));
  canceller.join();
  CHECK(result.exit.cancelled);
  CHECK(result.output == "started\n");
  REQUIRE(group != 0);
  CHECK(eventually([&] { return !group_runs(group); }));
}

TEST_CASE("a command that ignores the request to stop is killed when its grace time is over", "[command]") {
  const Scratch scratch;
  FakeCall call;
  std::thread canceller([&] {
    eventually([&] { return scratch.process() != 0; });
    call.cancel();
  });
  ChildOptions options = shell("trap '' TERM; echo $$ > " + scratch.file() + "; while :; do sleep 1000; done");
  options.grace = 30ms;
  const auto result = call.context().run_command(options);
  canceller.join();
  CHECK(result.exit.cancelled);
  CHECK(result.exit.killed_by_force);
  CHECK(result.exit.signal == SIGKILL);
}

TEST_CASE("what a command leaves running does not hold the call, and is gone when it ends", "[command]") {
  const Scratch scratch;
  FakeCall call;
  const auto result = call.context().run_command(shell("yes & sleep 1000 & echo $$ > " + scratch.file()), 1'000);
  CHECK(result.exit.succeeded());
  CHECK_FALSE(result.exit.cancelled);
  const pid_t group = scratch.process();
  REQUIRE(group != 0);
  CHECK(eventually([&] { return !group_runs(group); }));
}

TEST_CASE("past the point of no return a command is not stopped", "[command]") {
  FakeCall call;
  call.context().pass_point_of_no_return();
  call.cancel();
  CHECK(call.context().run_command(shell("echo done")).output == "done\n");
}

TEST_CASE("commands leave no descriptor and no thread behind", "[command]") {
  FakeCall call;
  call.context().run_command(shell("true"));
  const std::size_t descriptors = open_descriptors();
  const std::size_t threads = threads_of_this_process();
  for (int count = 0; count < 50; ++count) call.context().run_command(shell("echo out; exit 1"));
  // Of the first one there may still have been something when it was counted: what each leaves would be fifty times more.
  CHECK(eventually([&] { return open_descriptors() <= descriptors; }));
  CHECK(eventually([&] { return threads_of_this_process() <= threads; }));
}

}  // namespace
}  // namespace cancel::mcp
