#include <catch2/catch.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "cancel/token/callback_thread.hpp"
#include "cancel/token/cancellation_callback.hpp"
#include "cancel/token/cancellation_source.hpp"
#include "gate.hpp"

using namespace cancel;
using namespace std::chrono_literals;

namespace {

bool is_soon_cancelled(const CancellationSource& source) {
  return source.token().wait(Stage::requested, 60s);
}

}  // namespace

TEST_CASE("a token is cancelled when its time is over, with cause timeout", "[token][deadline]") {
  const CancellationSource source;
  const auto begin = std::chrono::steady_clock::now();
  source.cancel_after(2ms);
  CHECK(is_soon_cancelled(source));
  CHECK(std::chrono::steady_clock::now() - begin >= 2ms);
  CHECK(source.token().cancellation() == Cancellation{.cause = Cause::timeout});
}

TEST_CASE("a deadline takes with it what hangs below", "[token][deadline]") {
  const CancellationSource parent;
  const CancellationSource child{parent.token()};
  parent.cancel_after(0ns);
  CHECK(is_soon_cancelled(child));
  CHECK(child.token().cancellation()->cause == Cause::parent_cancelled);
}

TEST_CASE("a negative deadline is over at once", "[token][deadline]") {
  const CancellationSource source;
  source.cancel_after(std::chrono::nanoseconds::min());
  CHECK(source.token().remaining() == 0ns);
  CHECK(is_soon_cancelled(source));
}

TEST_CASE("of several deadlines the earliest counts", "[token][deadline]") {
  const CancellationSource source;
  source.cancel_after(1h);
  source.cancel_after(1min);
  source.cancel_after(2h);
  CHECK(source.token().remaining() <= 1min);
  CHECK(source.token().remaining() > 30s);
  source.cancel_after(0ns);
  CHECK(is_soon_cancelled(source));
}

TEST_CASE("an earlier deadline of another token wakes the thread that waits for a later one", "[token][deadline]") {
  const CancellationSource late;
  const CancellationSource early;
  late.cancel_after(1h);
  early.cancel_after(1ms);
  CHECK(is_soon_cancelled(early));
  CHECK_FALSE(late.token().is_cancelled());
}

TEST_CASE("what remains is that of the earliest deadline above", "[token][deadline]") {
  const CancellationSource grandparent;
  const CancellationSource parent{grandparent.token()};
  const CancellationSource other;
  const CancellationSource child{other.token(), parent.token()};
  CHECK_FALSE(child.token().remaining());
  child.cancel_after(3h);
  other.cancel_after(2h);
  CHECK(child.token().remaining() <= 2h);
  CHECK(child.token().remaining() > 1h);
  grandparent.cancel_after(1h);
  CHECK(child.token().remaining() <= 1h);
  CHECK(other.token().remaining() > 1h);
}

TEST_CASE("what remains is never below zero", "[token][deadline]") {
  const CancellationSource source;
  source.cancel_after(1ns);
  REQUIRE(is_soon_cancelled(source));
  CHECK(source.token().remaining() == 0ns);
}

TEST_CASE("the longest deadline is no deadline that overflows", "[token][deadline]") {
  const CancellationSource source;
  source.cancel_after(std::chrono::nanoseconds::max());
  CHECK(source.token().remaining() > 24h);
  CHECK_FALSE(source.token().is_cancelled());
}

TEST_CASE("a deadline does not change the reason of a token that was cancelled before", "[token][deadline]") {
  const CancellationSource source;
  const CancellationSource marker;
  source.cancel({.reason = "first"});
  source.cancel_after(0ns);
  marker.cancel_after(1us);
  CHECK(is_soon_cancelled(marker));
  CHECK(source.token().cancellation()->reason == "first");
}

TEST_CASE("a deadline holds though its source is gone, as long as somebody holds the token", "[token][deadline]") {
  CancellationToken token;
  {
    const CancellationSource source;
    source.cancel_after(1ms);
    token = source.token();
  }
  CHECK(token.wait(Stage::requested, 60s));
}

TEST_CASE("callbacks of a deadline run on the callback thread, and do not delay other deadlines", "[token][deadline]") {
  const CancellationSource first;
  const CancellationSource second;
  Gate entered, may_leave;
  std::atomic<bool> on_callback_thread{false};
  const CancellationCallback blocking(first.token(), [&] {
    on_callback_thread = detail::CallbackThread::instance().is_this();
    entered.open();
    may_leave.pass();
  });
  first.cancel_after(0ns);
  entered.pass();
  second.cancel_after(0ns);
  CHECK(is_soon_cancelled(second));
  may_leave.open();
  detail::CallbackThread::instance().drain();
  CHECK(on_callback_thread);
}

TEST_CASE("a token may be destroyed before its deadline", "[token][deadline]") {
  auto doomed = std::make_unique<CancellationSource>();
  const CancellationSource later;
  doomed->cancel_after(1ms);
  doomed.reset();
  later.cancel_after(2ms);
  CHECK(is_soon_cancelled(later));
}

TEST_CASE("a token does not inherit the deadlines of one that was in its place", "[token][deadline]") {
  std::vector<CancellationSource> doomed(100);
  for (const CancellationSource& source : doomed) {
    source.cancel_after(20ms);
    source.cancel_after(10ms);
  }
  doomed.clear();
  const std::vector<CancellationSource> successors(100);
  const CancellationSource later;
  later.cancel_after(25ms);
  CHECK(is_soon_cancelled(later));
  for (const CancellationSource& source : successors) CHECK_FALSE(source.token().is_cancelled());
}

TEST_CASE("a token may be destroyed at the very moment of its deadline", "[token][deadline]") {
  for (int turn = 0; turn < 2'000; ++turn) {
    auto source = std::make_unique<CancellationSource>();
    if (turn % 2 == 0) source->cancel();  // so that no callback keeps it
    source->cancel_after(std::chrono::microseconds{turn % 5});
    if (turn % 3 == 0) std::this_thread::yield();
    source.reset();
  }
  const CancellationSource last;
  last.cancel_after(0ns);
  CHECK(is_soon_cancelled(last));
}

TEST_CASE("deadlines may be set on many threads", "[token][deadline]") {
  std::vector<CancellationSource> sources(64);
  {
    std::vector<std::jthread> threads;
    for (std::size_t thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&, thread] {
        for (std::size_t index = 0; index < sources.size(); ++index) {
          sources[index].cancel_after(std::chrono::microseconds{(index * 37 + thread * 11) % 1'000});
        }
      });
    }
  }
  for (const CancellationSource& source : sources) CHECK(is_soon_cancelled(source));
}

TEST_CASE("10,000 deadlines within a second are met, in their order", "[token][deadline]") {
  constexpr std::size_t count = 10'000;
  using Callback = CancellationCallback<std::function<void()>>;
  std::vector<CancellationSource> sources(count);
  std::vector<std::unique_ptr<Callback>> callbacks;
  std::vector<std::size_t> order;
  Gate all;
  for (std::size_t index = 0; index < count; ++index) {
    callbacks.push_back(std::make_unique<Callback>(sources[index].token(), [&, index] {
      order.push_back(index);
      if (order.size() == count) all.open();
    }));
  }
  const auto begin = std::chrono::steady_clock::now();
  for (std::size_t number = 0; number < count; ++number) {
    const std::size_t index = number * 7'919 % count;  // each once, in no order
    const auto due = begin + 200ms + std::chrono::microseconds{50 * index};
    sources[index].cancel_after(due - std::chrono::steady_clock::now());
  }
  all.pass();
  std::size_t earlier_than_the_one_before = 0;
  for (std::size_t index = 1; index < count; ++index) earlier_than_the_one_before += order[index] < order[index - 1];
  CHECK(order.size() == count);
  // Each call of cancel_after() reads the clock anew, so neighbours 50 µs apart change places where one was held up.
  CHECK(earlier_than_the_one_before < count / 100);
  detail::CallbackThread::instance().drain();
}
