#include <catch2/catch.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include "cancel/token/cancellation_callback.hpp"
#include "cancel/token/cancellation_source.hpp"

using namespace cancel;

namespace {

// A chain of sources, each under the one before; the first is under nothing.
std::vector<CancellationSource> chain(std::size_t length) {
  std::vector<CancellationSource> sources(1);
  while (sources.size() < length) sources.push_back(CancellationSource{sources.back().token()});
  return sources;
}

bool all_cancelled(const std::vector<CancellationSource>& sources) {
  return std::all_of(sources.begin(), sources.end(),
                     [](const CancellationSource& source) { return source.token().is_cancelled(); });
}

}  // namespace

TEST_CASE("what is cancelled takes with it what hangs under it, and nothing else", "[token]") {
  const CancellationSource root;
  const CancellationSource child{root.token()};
  const CancellationSource sibling{root.token()};
  const CancellationSource grandchild{child.token()};
  child.cancel();
  CHECK_FALSE(root.token().is_cancelled());
  CHECK_FALSE(sibling.token().is_cancelled());
  CHECK(grandchild.token().is_cancelled());
}

TEST_CASE("what hangs below says parent_cancelled and the rest of the first request", "[token]") {
  const std::vector<CancellationSource> sources = chain(3);
  sources[0].cancel({.reason = "deploy", .cause = Cause::server_shutdown, .requested_by = "ci", .position = 5});
  for (const std::size_t below : {1U, 2U}) {
    const auto why = sources[below].token().cancellation();
    CHECK(why->reason == "deploy");
    CHECK(why->cause == Cause::parent_cancelled);
    CHECK(why->requested_by == "ci");
    CHECK(why->position == 0);
  }
}

TEST_CASE("force reaches descendants, those that were cancelled before too", "[token]") {
  const std::vector<CancellationSource> sources = chain(3);
  sources[2].cancel({.reason = "own"});
  sources[0].cancel({.reason = "first"});
  CHECK_FALSE(sources[2].token().has_reached(Stage::forced));
  sources[0].cancel({.reason = "second", .mode = Mode::force});
  for (const CancellationSource& source : sources) CHECK(source.token().cancellation()->mode == Mode::force);
  CHECK(sources[1].token().cancellation()->reason == "first");
  CHECK(sources[2].token().cancellation()->reason == "own");
}

TEST_CASE("a token is born cancelled under a cancelled parent", "[token]") {
  const CancellationSource parent;
  const CancellationSource living;
  parent.cancel({.reason = "over", .cause = Cause::timeout, .requested_by = "watchdog", .position = 9});
  const CancellationSource child{living.token(), parent.token()};
  const Cancellation expected{.reason = "over", .cause = Cause::parent_cancelled, .requested_by = "watchdog"};
  CHECK(child.token().cancellation() == expected);
  CHECK_FALSE(living.token().is_cancelled());
  const CancellationSource grandchild{child.token()};
  CHECK(grandchild.token().cancellation() == expected);
}

TEST_CASE("under a parent that was escalated a token is born so", "[token]") {
  const CancellationSource parent;
  parent.cancel({.reason = "first"});
  parent.cancel({.mode = Mode::force});
  const CancellationSource child{parent.token()};
  CHECK(child.token().has_reached(Stage::forced));
  CHECK(child.token().cancellation()->mode == Mode::force);
  CHECK(child.token().cancellation()->reason == "first");
}

TEST_CASE("one that is born cancelled is escalated with its parent", "[token]") {
  const CancellationSource parent;
  parent.cancel();
  const CancellationSource child{parent.token()};
  parent.cancel({.mode = Mode::force});
  CHECK(child.token().has_reached(Stage::forced));
}

TEST_CASE("a middle source that was dropped still passes the cancellation on", "[token]") {
  const CancellationSource root;
  auto middle = std::make_unique<CancellationSource>(root.token());
  const CancellationSource leaf{middle->token()};
  middle.reset();
  root.cancel({.reason = "through"});
  CHECK(leaf.token().cancellation()->reason == "through");
}

TEST_CASE("a token that was given alone is a parent, not a token of the standard library", "[token]") {
  const CancellationSource root;
  const CancellationSource child(root.token());
  std::optional<CancellationSource> made_in_place;
  made_in_place.emplace(root.token());
  root.cancel({.reason = "told", .mode = Mode::force});
  CHECK(child.token().cancellation()->reason == "told");
  CHECK(child.token().cancellation()->cause == Cause::parent_cancelled);
  CHECK(made_in_place->token().has_reached(Stage::forced));
}

TEST_CASE("a default token among the parents is passed over", "[token]") {
  const CancellationSource parent;
  const CancellationSource child{CancellationToken{}, parent.token(), CancellationToken{}};
  const CancellationSource orphan{CancellationToken{}};
  CHECK_FALSE(orphan.token().is_cancelled());
  parent.cancel();
  CHECK(child.token().is_cancelled());
}

TEST_CASE("the same parent twice is one parent", "[token]") {
  const CancellationSource parent;
  const CancellationSource child{parent.token(), parent.token()};
  int calls = 0;
  const CancellationCallback callback(child.token(), [&] { ++calls; });
  parent.cancel();
  CHECK(calls == 1);
}

TEST_CASE("a cancellation reaches the end of a deep tree before any callback runs", "[token]") {
  const std::vector<CancellationSource> sources = chain(1'000);
  bool all = false;
  const CancellationCallback callback(sources.front().token(), [&] { all = all_cancelled(sources); });
  sources.front().cancel();
  CHECK(all);
}

TEST_CASE("a cancellation reaches the whole width of a tree before any callback runs", "[token]") {
  const CancellationSource root;
  std::vector<CancellationSource> leaves;
  for (int count = 0; count < 1'000; ++count) leaves.push_back(CancellationSource{root.token()});
  std::vector<bool> seen;
  const auto look = [&] { seen.push_back(all_cancelled(leaves)); };
  const CancellationCallback of_root(root.token(), look);
  const CancellationCallback of_first(leaves.front().token(), look);
  const CancellationCallback of_last(leaves.back().token(), look);
  root.cancel();
  CHECK(seen == std::vector<bool>{true, true, true});
}

TEST_CASE("in a diamond everything is cancelled before any callback runs, and each callback once", "[token]") {
  const CancellationSource top;
  const CancellationSource left{top.token()};
  const CancellationSource right{top.token()};
  const CancellationSource bottom{left.token(), right.token()};
  const std::vector<CancellationSource> all{top, left, right, bottom};
  int calls = 0;
  bool each_saw_all = true;
  const auto look = [&] {
    ++calls;
    each_saw_all = each_saw_all && all_cancelled(all);
  };
  const CancellationCallback of_top(top.token(), look);
  const CancellationCallback of_left(left.token(), look);
  const CancellationCallback of_right(right.token(), look);
  const CancellationCallback of_bottom(bottom.token(), look);
  top.cancel();
  CHECK(calls == 4);
  CHECK(each_saw_all);
}

TEST_CASE("descendants are escalated before any callback for force runs", "[token]") {
  const std::vector<CancellationSource> sources = chain(100);
  sources.front().cancel();
  bool all_forced = false;
  const CancellationCallback callback(sources.front().token(), Stage::forced, [&] {
    all_forced = std::all_of(sources.begin(), sources.end(),
                             [](const auto& source) { return source.token().has_reached(Stage::forced); });
  });
  sources.front().cancel({.mode = Mode::force});
  CHECK(all_forced);
}

TEST_CASE("a chain of 100,000 tokens is cancelled and destroyed without recursion", "[token]") {
  std::optional<CancellationToken> last;
  CancellationSource first;
  {
    CancellationSource present = first;
    for (int count = 1; count < 100'000; ++count) present = CancellationSource{present.token()};
    last = present.token();
  }
  first.cancel({.reason = "all"});
  CHECK(last->cancellation()->reason == "all");
  first = CancellationSource();
  last.reset();
}

TEST_CASE("a ladder of diamonds costs no more than its edges", "[token]") {
  const CancellationSource top;
  CancellationSource bottom = top;
  for (int rung = 0; rung < 64; ++rung) {
    const CancellationSource left{bottom.token()};
    const CancellationSource right{bottom.token()};
    bottom = CancellationSource{left.token(), right.token()};
  }
  top.cancel_after(std::chrono::hours{1});
  CHECK(bottom.token().remaining());
  top.cancel();
  CHECK(bottom.token().is_cancelled());
}
