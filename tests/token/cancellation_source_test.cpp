#include <catch2/catch.hpp>

#include <stdexcept>
#include <type_traits>
#include <vector>

#include "cancel/token/cancellation_source.hpp"

using namespace cancel;

static_assert(std::is_nothrow_move_constructible_v<CancellationToken>);
static_assert(std::atomic<std::uint32_t>::is_always_lock_free, "is_cancelled() is one atomic load");

TEST_CASE("a token is not cancelled until its source cancels it", "[token]") {
  const CancellationSource source;
  const CancellationToken token = source.token();
  CHECK_FALSE(token.is_cancelled());
  CHECK_FALSE(token.cancellation());
  CHECK(source.cancel({.reason = "enough"}));
  CHECK(token.is_cancelled());
  CHECK(token.cancellation()->reason == "enough");
}

TEST_CASE("a default token is never cancelled", "[token]") {
  const CancellationToken token;
  CHECK_FALSE(token.is_cancelled());
  CHECK_FALSE(token.has_reached(Stage::requested));
  CHECK_FALSE(token.cancellation());
  CHECK_FALSE(token.remaining());
  CHECK_FALSE(token.wait(Stage::requested, std::chrono::nanoseconds{0}));
  CHECK_FALSE(token.stop_token().stop_possible());
  CHECK_NOTHROW(token.throw_if_cancelled());
  CHECK(token == CancellationToken{});
}

TEST_CASE("a token outlives its sources", "[token]") {
  CancellationToken cancelled;
  CancellationToken never;
  {
    const CancellationSource source;
    const CancellationSource other;
    cancelled = source.token();
    never = other.token();
    source.cancel({.reason = "before it went"});
  }
  CHECK(cancelled.cancellation()->reason == "before it went");
  CHECK_FALSE(never.is_cancelled());
}

TEST_CASE("copies of a source and of a token are the same one", "[token]") {
  const CancellationSource source;
  const CancellationSource copy = source;
  const CancellationToken token = source.token();
  CHECK(copy == source);
  CHECK(copy.token() == token);
  CHECK_FALSE(CancellationSource{} == source);
  CHECK(copy.cancel());
  CHECK(token.is_cancelled());
}

TEST_CASE("everything that a cancellation says is kept", "[token]") {
  const CancellationSource source;
  const Cancellation said{.reason = "quota used up",
                          .cause = Cause::resource_exhausted,
                          .mode = Mode::force,
                          .requested_by = "operator",
                          .position = 17};
  source.cancel(said);
  CHECK(source.token().cancellation() == said);
}

TEST_CASE("the first reason stays", "[token]") {
  const CancellationSource source;
  CHECK(source.cancel({.reason = "first", .cause = Cause::superseded, .requested_by = "first one"}));
  CHECK_FALSE(source.cancel({.reason = "second", .cause = Cause::timeout, .requested_by = "second one"}));
  const auto why = source.token().cancellation();
  CHECK(why->reason == "first");
  CHECK(why->cause == Cause::superseded);
  CHECK(why->requested_by == "first one");
}

TEST_CASE("force escalates a graceful cancellation, and its reason stays", "[token]") {
  const CancellationSource source;
  const CancellationToken token = source.token();
  source.cancel({.reason = "first"});
  CHECK_FALSE(token.has_reached(Stage::forced));
  CHECK(token.cancellation()->mode == Mode::graceful);
  CHECK_FALSE(source.cancel({.reason = "second", .mode = Mode::force}));
  CHECK(token.has_reached(Stage::forced));
  CHECK(token.cancellation()->mode == Mode::force);
  CHECK(token.cancellation()->reason == "first");
}

TEST_CASE("a graceful cancellation does not soften one by force", "[token]") {
  const CancellationSource source;
  source.cancel({.mode = Mode::force});
  CHECK_FALSE(source.cancel({.mode = Mode::graceful}));
  CHECK(source.token().has_reached(Stage::forced));
  CHECK(source.token().cancellation()->mode == Mode::force);
}

TEST_CASE("cancelled by force from the first is requested and forced", "[token]") {
  const CancellationSource source;
  CHECK(source.cancel({.mode = Mode::force}));
  CHECK(source.token().has_reached(Stage::requested));
  CHECK(source.token().has_reached(Stage::forced));
  CHECK_FALSE(source.token().has_reached(Stage::completed));
}

TEST_CASE("only a cancelled token completes, and once", "[token]") {
  const CancellationSource source;
  CHECK_FALSE(source.complete());
  CHECK_FALSE(source.token().has_reached(Stage::completed));
  source.cancel();
  CHECK(source.complete());
  CHECK(source.token().has_reached(Stage::completed));
  CHECK_FALSE(source.complete());
}

TEST_CASE("completion is a token's own", "[token]") {
  const CancellationSource parent;
  const CancellationSource child{parent.token()};
  parent.cancel();
  CHECK(parent.complete());
  CHECK_FALSE(child.token().has_reached(Stage::completed));
}

TEST_CASE("throw_if_cancelled leaves by an exception that says why", "[token]") {
  const CancellationSource source;
  CHECK_NOTHROW(source.token().throw_if_cancelled());
  source.cancel({.reason = "user left", .cause = Cause::client_disconnected});
  try {
    source.token().throw_if_cancelled();
    FAIL("nothing was thrown");
  } catch (const Cancelled& thrown) {
    CHECK(thrown.why() == source.token().cancellation());
    CHECK(std::string(thrown.what()) == "cancelled (client_disconnected): user left");
  }
}

TEST_CASE("an exception without a reason says the cause", "[token]") {
  CHECK(std::string(Cancelled({.cause = Cause::timeout}).what()) == "cancelled (timeout)");
}
