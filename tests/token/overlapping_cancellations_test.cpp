#include <catch2/catch.hpp>

#include <atomic>
#include <barrier>
#include <memory>
#include <thread>
#include <vector>

#include "cancel/token/cancellation_callback.hpp"
#include "cancel/token/cancellation_source.hpp"

using namespace cancel;

namespace {

using Callback = CancellationCallback<std::function<void()>>;

// Two roots with children of their own and shared ones; each token has a callback that looks at all that is below.
class OverlappingTrees {
 public:
  OverlappingTrees() {
    for (int count = 0; count < 20; ++count) {
      shared_.push_back(CancellationSource{first.token(), second.token()});
      below_shared_.push_back(CancellationSource{shared_.back().token()});
    }
    for (const CancellationSource& source : shared_) add_callback(source);
    for (const CancellationSource& source : below_shared_) add_callback(source);
    add_callback(first);
    add_callback(second);
  }

  bool all_below_are_cancelled() const {
    for (const CancellationSource& source : shared_)
      if (!source.token().is_cancelled()) return false;
    for (const CancellationSource& source : below_shared_)
      if (!source.token().is_cancelled()) return false;
    return true;
  }

  std::size_t callbacks() const { return callbacks_.size(); }

  const CancellationSource first;
  const CancellationSource second;
  std::atomic<std::size_t> calls{0};
  std::atomic<std::size_t> saw_half{0};

 private:
  void add_callback(const CancellationSource& source) {
    callbacks_.push_back(std::make_unique<Callback>(source.token(), [this] {
      ++calls;
      if (!all_below_are_cancelled()) ++saw_half;
    }));
  }

  std::vector<CancellationSource> shared_;
  std::vector<CancellationSource> below_shared_;
  std::vector<std::unique_ptr<Callback>> callbacks_;
};

}  // namespace

TEST_CASE("two threads that cancel overlapping trees: each callback once, and none sees half of it",
          "[token][threads]") {
  for (int turn = 0; turn < 50; ++turn) {
    OverlappingTrees trees;
    std::barrier begin(2);
    {
      std::jthread one([&] {
        begin.arrive_and_wait();
        trees.first.cancel();
        if (!trees.all_below_are_cancelled()) ++trees.saw_half;
      });
      std::jthread two([&] {
        begin.arrive_and_wait();
        trees.second.cancel({.mode = Mode::force});
        if (!trees.all_below_are_cancelled()) ++trees.saw_half;
      });
    }
    REQUIRE(trees.calls == trees.callbacks());
    REQUIRE(trees.saw_half == 0);
  }
}

TEST_CASE("of two threads that cancel one token exactly one was the first", "[token][threads]") {
  for (int turn = 0; turn < 200; ++turn) {
    const CancellationSource source;
    std::atomic<int> first{0};
    std::barrier begin(2);
    {
      const auto cancel = [&](const char* reason) {
        begin.arrive_and_wait();
        if (source.cancel({.reason = reason})) {
          ++first;
          if (source.token().cancellation()->reason != reason) first += 100;
        }
      };
      std::jthread one(cancel, "one");
      std::jthread two(cancel, "two");
    }
    REQUIRE(first == 1);
  }
}

TEST_CASE("a token made while its parent is being cancelled is cancelled, and its callbacks run once",
          "[token][threads]") {
  for (int turn = 0; turn < 200; ++turn) {
    const CancellationSource parent;
    std::atomic<int> calls{0};
    std::barrier begin(2);
    std::unique_ptr<CancellationSource> child;
    std::unique_ptr<Callback> callback;
    {
      std::jthread cancelling([&] {
        begin.arrive_and_wait();
        parent.cancel({.mode = Mode::force});
      });
      std::jthread making([&] {
        begin.arrive_and_wait();
        child = std::make_unique<CancellationSource>(parent.token());
        callback = std::make_unique<Callback>(child->token(), Stage::forced, [&] { ++calls; });
      });
    }
    REQUIRE(child->token().has_reached(Stage::requested));
    REQUIRE(child->token().has_reached(Stage::forced));
    REQUIRE(calls == 1);
  }
}

TEST_CASE("what hangs below may be destroyed while it is being cancelled", "[token][threads]") {
  for (int turn = 0; turn < 200; ++turn) {
    const CancellationSource parent;
    std::vector<CancellationSource> children;
    for (int count = 0; count < 20; ++count) children.push_back(CancellationSource{parent.token()});
    std::barrier begin(2);
    std::jthread cancelling([&] {
      begin.arrive_and_wait();
      parent.cancel();
    });
    begin.arrive_and_wait();
    children.clear();
  }
}
