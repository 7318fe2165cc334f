#include <atomic>
#include <catch2/catch.hpp>
#include <future>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "calls/worker_pool.hpp"
#include "no_threads.hpp"

namespace cancel::mcp {
namespace {

using namespace std::chrono_literals;

// Keeps the thread that runs it until it is opened.
struct Gate {
  std::promise<void> opened;
  std::shared_future<void> wait = opened.get_future().share();
};

TEST_CASE("a pool begins without threads, and makes one when there is work", "[pool]") {
  WorkerPool pool(4);
  CHECK(pool.threads() == 0);
  std::promise<std::thread::id> ran_on;
  pool.run([&] { ran_on.set_value(std::this_thread::get_id()); });
  CHECK(ran_on.get_future().get() != std::this_thread::get_id());
  CHECK(pool.threads() == 1);
}

TEST_CASE("a pool uses an idle thread again", "[pool]") {
  WorkerPool pool(4);
  for (int count = 0; count < 20; ++count) {
    std::promise<void> done;
    pool.run([&] { done.set_value(); });
    done.get_future().wait();
    REQUIRE(pool.wait_until_idle(10s));
  }
  CHECK(pool.threads() <= 2);
}

TEST_CASE("a pool runs no more at once than it has threads for, and the rest in order", "[pool]") {
  WorkerPool pool(2);
  Gate gate;
  std::atomic<int> at_once{0};
  std::vector<int> order;
  std::mutex lock;
  for (int count = 0; count < 2; ++count) {
    pool.run([&, wait = gate.wait] {
      ++at_once;
      wait.wait();
    });
  }
  for (int number = 0; number < 10; ++number) {
    pool.run([&, number] {
      const std::lock_guard guard(lock);
      order.push_back(number);
    });
  }
  CHECK(pool.busy() == 12);
  CHECK_FALSE(pool.wait_until_idle(0ms));
  gate.opened.set_value();
  REQUIRE(pool.wait_until_idle(10s));
  CHECK(pool.threads() <= 2);
  CHECK(at_once == 2);
  CHECK(order.size() == 10);
}

TEST_CASE("a pool of one thread keeps the order", "[pool]") {
  WorkerPool pool(1);
  std::vector<int> order;
  for (int number = 0; number < 100; ++number) pool.run([&order, number] { order.push_back(number); });
  REQUIRE(pool.wait_until_idle(10s));
  std::vector<int> expected(100);
  for (int number = 0; number < 100; ++number) expected[static_cast<std::size_t>(number)] = number;
  CHECK(order == expected);
}

TEST_CASE("a pool for no threads has one all the same", "[pool]") {
  WorkerPool pool(0);
  CHECK(pool.max_threads() == 1);
  pool.run([] {});
  CHECK(pool.wait_until_idle(10s));
}

TEST_CASE("the end of a pool runs what waits", "[pool]") {
  std::atomic<int> ran{0};
  {
    WorkerPool pool(1);
    for (int count = 0; count < 50; ++count) pool.run([&] { ++ran; });
  }
  CHECK(ran == 50);
}

TEST_CASE("work may bring more work", "[pool]") {
  std::atomic<int> ran{0};
  {
    WorkerPool pool(2);
    pool.run([&] {
      ++ran;
      pool.run([&] { ++ran; });
    });
    REQUIRE(pool.wait_until_idle(10s));
  }
  CHECK(ran == 2);
}

TEST_CASE("what work holds is let go when it is done", "[pool]") {
  WorkerPool pool(1);
  auto held = std::make_shared<int>(1);
  pool.run([held] {});
  REQUIRE(pool.wait_until_idle(10s));
  CHECK(held.use_count() == 1);
}

TEST_CASE("where no thread is to be had, work is refused, and nothing of it is kept", "[pool]") {
  WorkerPool pool(2);
  bool ran = false;
  {
    const testing::NoThreads none;
    CHECK_THROWS_AS(pool.run([&] { ran = true; }), std::system_error);
  }
  CHECK(pool.busy() == 0);
  std::promise<void> done;
  pool.run([&] { done.set_value(); });
  done.get_future().wait();
  CHECK_FALSE(ran);
}

TEST_CASE("where no further thread is to be had, work waits for those that are there", "[pool]") {
  WorkerPool pool(2);
  Gate gate;
  pool.run([wait = gate.wait] { wait.wait(); });
  std::promise<void> done;
  {
    const testing::NoThreads none;
    pool.run([&] { done.set_value(); });
  }
  CHECK(pool.threads() == 1);
  gate.opened.set_value();
  CHECK(done.get_future().wait_for(10s) == std::future_status::ready);
}

TEST_CASE("idle threads end after some seconds, and new work finds new ones", "[pool][slow]") {
  WorkerPool pool(3);
  Gate gate;
  for (int count = 0; count < 3; ++count) pool.run([wait = gate.wait] { wait.wait(); });
  CHECK(pool.threads() == 3);
  gate.opened.set_value();
  const auto until = std::chrono::steady_clock::now() + 20s;
  while (pool.threads() != 0 && std::chrono::steady_clock::now() < until) std::this_thread::sleep_for(20ms);
  CHECK(pool.threads() == 0);
  pool.run([] {});
  CHECK(pool.wait_until_idle(10s));
}

}  // namespace
}  // namespace cancel::mcp
