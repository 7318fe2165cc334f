#include <catch2/catch.hpp>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

#include "cancel/token/cancellation_callback.hpp"
#include "cancel/token/cancellation_source.hpp"
#include "gate.hpp"

using namespace cancel;

TEST_CASE("a token's std::stop_token is stopped with it", "[token][stop]") {
  const CancellationSource source;
  const std::stop_token stop = source.token();
  CHECK(stop.stop_possible());
  CHECK_FALSE(stop.stop_requested());
  int calls = 0;
  const std::stop_callback callback(stop, [&] { ++calls; });
  source.cancel();
  CHECK(stop.stop_requested());
  CHECK(calls == 1);
}

TEST_CASE("the std::stop_token of a token is the same object each time", "[token][stop]") {
  const CancellationSource source;
  const CancellationToken copy = source.token();
  CHECK(source.token().stop_token() == copy.stop_token());
  CHECK_FALSE(source.token().stop_token() == CancellationSource{}.token().stop_token());
  source.cancel();
  CHECK(source.token().stop_token() == copy.stop_token());
}

TEST_CASE("threads that ask for the std::stop_token at once get the same object", "[token][stop]") {
  const CancellationSource source;
  std::stop_token first, second;
  {
    std::jthread one([&] { first = source.token().stop_token(); });
    std::jthread two([&] { second = source.token().stop_token(); });
  }
  CHECK(first == second);
}

TEST_CASE("the std::stop_token of a cancelled token is stopped from the first", "[token][stop]") {
  const CancellationSource source;
  source.cancel();
  CHECK(source.token().stop_token().stop_requested());
}

TEST_CASE("whoever sees a token cancelled gets a std::stop_token that is stopped", "[token][stop]") {
  for (int turn = 0; turn < 200; ++turn) {
    const CancellationSource source;
    source.cancel();
    std::atomic<int> stopped{0};
    {
      std::jthread one([&] { stopped += source.token().stop_token().stop_requested() ? 1 : 0; });
      std::jthread two([&] { stopped += source.token().stop_token().stop_requested() ? 1 : 0; });
    }
    REQUIRE(stopped == 2);
  }
}

TEST_CASE("a std::stop_token of a descendant is stopped with the root", "[token][stop]") {
  const CancellationSource root;
  const CancellationSource leaf{root.token()};
  const std::stop_token stop = leaf.token();
  root.cancel();
  CHECK(stop.stop_requested());
}

TEST_CASE("a std::stop_token can no longer be stopped once everything that refers to its token is gone",
          "[token][stop]") {
  std::optional<CancellationSource> source(std::in_place);
  const std::stop_token stop = source->token();
  source.reset();
  CHECK_FALSE(stop.stop_possible());
}

TEST_CASE("a wait on a std::condition_variable_any ends with the cancellation", "[token][stop]") {
  const CancellationSource source;
  std::mutex lock;
  std::condition_variable_any changed;
  bool stopped = false;
  std::jthread waiting([&] {
    std::unique_lock held(lock);
    changed.wait(held, source.token().stop_token(), [] { return false; });
    stopped = true;
  });
  source.cancel();
  waiting.join();
  CHECK(stopped);
}

TEST_CASE("a source under a std::stop_token is cancelled with it, for the cause that was given", "[token][stop]") {
  std::stop_source parent;
  const CancellationSource source(parent.get_token(), Cause::server_shutdown);
  const CancellationSource child{source.token()};
  CHECK_FALSE(source.token().is_cancelled());
  parent.request_stop();
  CHECK(source.token().cancellation()->cause == Cause::server_shutdown);
  CHECK(child.token().cancellation()->cause == Cause::parent_cancelled);
}

TEST_CASE("under a std::stop_token that was stopped before, a source is born cancelled", "[token][stop]") {
  std::stop_source parent;
  parent.request_stop();
  const CancellationSource source(parent.get_token());
  CHECK(source.token().cancellation()->cause == Cause::user_requested);
}

TEST_CASE("cancelling a source under a std::stop_token leaves that alone, and the first reason stays",
          "[token][stop]") {
  std::stop_source parent;
  const CancellationSource source(parent.get_token(), Cause::server_shutdown);
  source.cancel({.reason = "own"});
  CHECK_FALSE(parent.stop_requested());
  parent.request_stop();
  CHECK(source.token().cancellation()->reason == "own");
}

TEST_CASE("a source under an empty std::stop_token is as any other", "[token][stop]") {
  const CancellationSource source(std::stop_token{});
  CHECK_FALSE(source.token().is_cancelled());
  CHECK(source.cancel());
}

TEST_CASE("a token goes through a std::stop_token and back", "[token][stop]") {
  const CancellationSource first;
  const CancellationSource second(first.token().stop_token(), Cause::superseded);
  const CancellationSource third(second.token().stop_token(), Cause::other);
  first.cancel();
  CHECK(third.token().cancellation()->cause == Cause::other);
}

TEST_CASE("a callback runs in request_stop(), without a lock", "[token][stop]") {
  std::stop_source parent;
  const CancellationSource source(parent.get_token());
  bool done = false;
  const CancellationCallback callback(source.token(), [&] {
    std::jthread([&] { done = source.token().is_cancelled() && !source.cancel({.mode = Mode::force}); }).join();
  });
  parent.request_stop();
  CHECK(done);
}

TEST_CASE("the last references may be dropped from inside a stop", "[token][stop]") {
  std::stop_source parent;
  auto source = std::make_unique<CancellationSource>(parent.get_token());
  using Callback = CancellationCallback<std::function<void()>>;
  std::unique_ptr<Callback> callback;
  callback = std::make_unique<Callback>(source->token(), [&] {
    source.reset();
    callback.reset();
  });
  parent.request_stop();
  CHECK_FALSE(callback);
}

TEST_CASE("a source may be destroyed while its std::stop_token is being stopped", "[token][stop]") {
  for (int turn = 0; turn < 500; ++turn) {
    std::stop_source parent;
    auto source = std::make_unique<CancellationSource>(parent.get_token());
    std::atomic<bool> begin{false};
    std::jthread stopping([&] {
      begin = true;
      parent.request_stop();
    });
    REQUIRE(eventually([&] { return begin.load(); }));
    source.reset();
  }
}
