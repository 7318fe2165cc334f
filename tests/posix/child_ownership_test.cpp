#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <future>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

#include "cancel/posix/child_process.hpp"
#include "cancel/token/cancellation_callback.hpp"
#include "process_scene.hpp"

namespace cancel {
namespace {

using namespace testing;
namespace fs = std::filesystem;

TEST_CASE("two hundred children leave no zombie and no descriptor, though nobody waits", "[child]") {
  ChildProcess({{"true"}}).wait();  // from here on the keeper is there
  const std::size_t before = open_descriptors();
  {
    std::vector<ChildProcess> children;
    for (int count = 0; count < 200; ++count) children.emplace_back(ChildOptions{{"true"}});
    CHECK(eventually([] { return zombies_of_ours() == 0; }));
    const auto has_ended = [](const ChildProcess& child) { return child.wait(10s).has_value(); };
    CHECK(std::all_of(children.begin(), children.end(), has_ended));
  }
  CHECK(zombies_of_ours() == 0);
  CHECK(open_descriptors() == before);
}

TEST_CASE("a start that fails leaves no zombie and no descriptor", "[child]") {
  ChildProcess({{"true"}}).wait();
  const std::size_t before = open_descriptors();
  ChildOptions options{{"no-such-program"}};
  options.input = options.output = options.error = ChildStream::pipe();
  for (int count = 0; count < 20; ++count) CHECK_THROWS(ChildProcess(options));
  CHECK(open_descriptors() == before);
  CHECK(zombies_of_ours() == 0);
}

TEST_CASE("a running child and its group die with the object", "[child]") {
  pid_t group = 0;
  {
    ChildProcess child(shell("trap '' TERM; (trap '' TERM; echo ready; while :; do sleep 1000; done) & wait"));
    REQUIRE(read_line(child.output()) == "ready");
    group = child.id();
  }
  CHECK_FALSE(is_running(group));
  CHECK(zombies_of_ours() == 0);
  CHECK(eventually([&] { return !group_runs(group); }));
}

TEST_CASE("a child dies with an owner that is killed", "[child]") {
  ChildOptions options{{(fs::read_symlink("/proc/self/exe").parent_path() / "child_owner").string()}};
  options.output = ChildStream::pipe();
  ChildProcess owner(options);
  const pid_t child = std::stoi(read_line(owner.output()));
  REQUIRE(is_running(child));
  ::kill(owner.id(), SIGKILL);
  CHECK(owner.wait().signal == SIGKILL);
  CHECK(eventually([&] { return !is_running(child); }));
}

TEST_CASE("a program that returns while its children run kills them", "[child]") {
  ChildOptions options{{(fs::read_symlink("/proc/self/exe").parent_path() / "child_owner").string(), "return"}};
  options.output = ChildStream::pipe();
  ChildProcess owner(options);
  const pid_t child = std::stoi(read_line(owner.output()));
  CHECK(owner.wait() == ChildExit{.code = 0});
  CHECK(eventually([&] { return !group_runs(child); }));
}

TEST_CASE("a status that somebody else has collected is unknown", "[child]") {
  ChildOptions options{{"cat"}};
  options.input = ChildStream::pipe();
  const auto former = std::signal(SIGCHLD, SIG_IGN);
  ChildProcess child(options);
  child.input().reset();
  CHECK(child.wait() == ChildExit{});
  std::signal(SIGCHLD, former);
}

TEST_CASE("children of others are not reaped", "[child]") {
  const pid_t other = ::fork();
  if (other == 0) ::_exit(9);
  ChildProcess({{"true"}}).wait();
  int status = 0;
  REQUIRE(::waitpid(other, &status, 0) == other);
  CHECK(WEXITSTATUS(status) == 9);
}

// What the forked process found, as a bit each.
int look_from_forked(ChildProcess& inherited) {
  int found = 0;
  try {
    ChildProcess child({{"true"}});
  } catch (const std::logic_error&) {
    found |= 1;
  }
  try {
    inherited.wait(0s);
  } catch (const std::logic_error&) {
    found |= 2;
  }
  { const ChildProcess destroyed(std::move(inherited)); }
  return found;
}

TEST_CASE("a forked process is refused children, and does not touch those of its parent", "[child]") {
  ChildProcess child({{"sleep", "1000"}});
  const pid_t forked = ::fork();
  if (forked == 0) ::_exit(look_from_forked(child));
  int status = 0;
  REQUIRE(::waitpid(forked, &status, 0) == forked);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 3);
  CHECK(is_running(child.id()));
  CHECK_FALSE(child.wait(0s));
}

TEST_CASE("the callback is told the exit once", "[child]") {
  std::promise<ChildExit> told;
  ChildOptions options{{"sh", "-c", "exit 4"}};
  options.on_exit = [&told](const ChildExit& exit) { told.set_value(exit); };
  ChildProcess child(options);
  CHECK(told.get_future().get() == ChildExit{.code = 4});
}

TEST_CASE("the callback may start, wait for and destroy children, its own too", "[child]") {
  std::promise<std::optional<int>> done;
  auto child = std::make_shared<std::unique_ptr<ChildProcess>>();
  std::promise<void> kept;
  ChildOptions options{{"true"}};
  options.on_exit = [&done, child, wait = kept.get_future().share()](const ChildExit&) {
    wait.wait();
    child->reset();
    done.set_value(ChildProcess({{"sh", "-c", "exit 6"}}).wait().code);
  };
  *child = std::make_unique<ChildProcess>(options);
  kept.set_value();
  CHECK(done.get_future().get() == 6);
}

TEST_CASE("destroying a child waits for its callback", "[child]") {
  std::promise<void> entered;
  std::atomic<bool> is_finished{false};
  ChildOptions options{{"true"}};
  options.on_exit = [&](const ChildExit&) {
    entered.set_value();
    std::this_thread::yield();
    is_finished = true;
  };
  auto child = std::make_unique<ChildProcess>(options);
  entered.get_future().wait();
  child.reset();
  CHECK(is_finished);
}

TEST_CASE("the callback of a child that was destroyed is not called", "[child]") {
  std::atomic<int> calls{0};
  ChildOptions options{{"sleep", "1000"}};
  options.on_exit = [&](const ChildExit&) { ++calls; };
  { ChildProcess child(options); }
  ChildOptions last{{"true"}};
  std::promise<void> told;
  last.on_exit = [&](const ChildExit&) { told.set_value(); };
  ChildProcess child(last);
  told.get_future().wait();
  CHECK(calls == 0);
}

TEST_CASE("what the callback throws is contained", "[child]") {
  std::promise<std::string> thrown;
  set_callback_exception_handler([&](std::exception_ptr exception) {
    try {
      std::rethrow_exception(exception);
    } catch (const std::exception& error) {
      thrown.set_value(error.what());
    }
  });
  ChildOptions options{{"true"}};
  options.on_exit = [](const ChildExit&) { throw std::runtime_error("from a callback"); };
  ChildProcess child(options);
  CHECK(thrown.get_future().get() == "from a callback");
  set_callback_exception_handler({});
}

}  // namespace
}  // namespace cancel
