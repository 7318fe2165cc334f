#include <atomic>
#include <catch2/catch.hpp>
#include <deque>
#include <random>
#include <thread>

#include "admission_scene.hpp"

namespace cancel::mcp {
namespace {

using namespace testing;

constexpr std::size_t submitters = 4;
constexpr std::size_t calls_each = 25;
constexpr std::size_t most_of_a_tool = 2;

// One call of many, and how often it came to either end.
struct OneCall {
  CancellationSource source;
  std::atomic<int> ran{0};
  std::atomic<int> left{0};
  bool refused = false;
};

// What runs at once, counted, so that nothing is broken unseen.
struct Bounds {
  std::array<std::atomic<int>, 3> on_locks{};
  std::array<std::atomic<int>, 3> of_tools{};
  std::atomic<int> running{0};
  std::atomic<bool> broken{false};

  void enter(int tool, int lock, int threads) {
    if (++running > threads) broken = true;
    if (tool >= 0 && ++of_tools[static_cast<std::size_t>(tool)] > static_cast<int>(most_of_a_tool)) broken = true;
    if (lock >= 0 && ++on_locks[static_cast<std::size_t>(lock)] > 1) broken = true;
  }
  void leave(int tool, int lock) {
    if (lock >= 0) --on_locks[static_cast<std::size_t>(lock)];
    if (tool >= 0) --of_tools[static_cast<std::size_t>(tool)];
    --running;
  }
};

CallNeeds needs_of(int tool, int lock) {
  CallNeeds needs;
  if (tool >= 0) needs = limit("tool" + std::to_string(tool), most_of_a_tool);
  if (lock >= 0) needs.exclusive = "lock" + std::to_string(lock);
  return needs;
}

void submit_many(Admission& admission, Bounds& bounds, std::deque<OneCall>& calls, std::size_t first, unsigned seed,
                 int threads) {
  std::mt19937 random(seed);
  for (std::size_t index = first; index < first + calls_each; ++index) {
    OneCall& call = calls[index];
    const int tool = static_cast<int>(random() % 4) - 1;
    const int lock = static_cast<int>(random() % 4) - 1;
    const bool yields = random() % 2 == 0;
    if (random() % 8 == 0) call.source.cancel();
    call.refused = !admission.submit(
        needs_of(tool, lock), call.source.token(),
        [&bounds, &call, tool, lock, yields, threads] {
          bounds.enter(tool, lock, threads);
          if (yields) std::this_thread::yield();
          bounds.leave(tool, lock);
          ++call.ran;
        },
        [&call] { ++call.left; });
  }
}

void cancel_some(std::deque<OneCall>& calls, unsigned seed) {
  std::mt19937 random(seed);
  for (std::size_t count = 0; count < calls.size(); ++count) {
    calls[random() % calls.size()].source.cancel();
    if (random() % 4 == 0) std::this_thread::yield();
  }
}

void play_once(unsigned seed) {
  const int threads = 1 + static_cast<int>(seed % 4);
  WorkerPool pool(static_cast<std::size_t>(threads));
  Bounds bounds;
  std::deque<OneCall> calls(submitters * calls_each);
  {
    Admission admission(pool, seed % 3 == 0 ? 10 : 1'000);
    std::vector<std::thread> others;
    for (unsigned number = 0; number < submitters; ++number) {
      others.emplace_back(
          [&, number] { submit_many(admission, bounds, calls, number * calls_each, seed * 31 + number, threads); });
    }
    others.emplace_back([&] { cancel_some(calls, seed + 1'000); });
    for (std::thread& other : others) other.join();
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (admission.waiting() + admission.running() > 0 && std::chrono::steady_clock::now() < until) {
      std::this_thread::yield();
    }
    REQUIRE(admission.waiting() + admission.running() == 0);
  }
  CHECK_FALSE(bounds.broken);
  for (const OneCall& call : calls) REQUIRE(call.ran + call.left == (call.refused ? 0 : 1));
}

TEST_CASE("whatever comes and is cancelled at once, each call runs or leaves once, and all bounds hold",
          "[admission][random]") {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    INFO("seed " << seed);
    play_once(seed);
  }
}

}  // namespace
}  // namespace cancel::mcp
