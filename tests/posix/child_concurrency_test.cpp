#include <atomic>
#include <catch2/catch.hpp>
#include <random>
#include <thread>
#include <vector>

#include "cancel/posix/child_process.hpp"
#include "cancel/posix/interruptible.hpp"
#include "process_scene.hpp"

namespace cancel {
namespace {

using namespace testing;

// One child, cancelled or not, at some time or other. Whether it ended as it had to.
bool live_one_life(std::minstd_rand& chance) {
  CancellationSource source;
  ChildOptions options{{"sleep", chance() % 2 == 0 ? "0.001" : "1000"}};
  options.grace = std::chrono::milliseconds(chance() % 3);
  const bool is_endless = options.arguments[1] == "1000";
  ChildProcess child(options, source.token());
  if (chance() % 4 == 0) return true;  // destroyed while it runs
  std::jthread canceller;
  if (is_endless || chance() % 2 == 0) {
    const auto delay = std::chrono::microseconds(chance() % 2000);
    const bool is_forced = chance() % 2 == 0;
    canceller = std::jthread([source, delay, is_forced] {
      sleep_for({}, delay);
      source.cancel(is_forced ? by_force() : Cancellation{});
    });
  }
  const auto exit = child.wait(10s);
  if (!exit) return false;
  return exit->cancelled ? exit->signal || exit->code == 0 : exit->code == 0 && !is_endless;
}

TEST_CASE("eight threads start and cancel children at random", "[child][concurrency]") {
  ChildProcess({{"true"}}).wait();
  const std::size_t before = open_descriptors();
  std::atomic<int> failures{0};
  {
    std::vector<std::jthread> threads;
    for (unsigned number = 0; number < 8; ++number) {
      threads.emplace_back([&failures, number] {
        std::minstd_rand chance(number + 1);
        for (int count = 0; count < 12; ++count) failures += live_one_life(chance) ? 0 : 1;
      });
    }
  }
  CHECK(failures == 0);
  CHECK(zombies_of_ours() == 0);
  CHECK(open_descriptors() == before);
}

TEST_CASE("one cancellation stops all children under it", "[child][concurrency]") {
  CancellationSource source;
  std::vector<ChildProcess> children;
  for (int count = 0; count < 50; ++count) children.emplace_back(ChildOptions{{"sleep", "1000"}}, source.token());
  source.cancel();
  for (const ChildProcess& child : children) CHECK(child.wait(10s).has_value());
  CHECK(zombies_of_ours() == 0);
}

}  // namespace
}  // namespace cancel
