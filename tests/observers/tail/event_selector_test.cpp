#include "tail/event_selector.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <utility>

namespace cancel::tail {
namespace {

using Verdict = EventSelector::Verdict;

// Tokens of the namespace "n", whose events are numbered as a log numbers them.
class History {
 public:
  Event next(const std::string& id, EventData data) {
    Event event;
    event.position = ++position_;
    event.version = ++versions_[id];
    event.token = {"n", id};
    if (std::holds_alternative<OperationStarted>(data)) started_[id] = true;
    event.of_operation = started_[id];
    event.data = std::move(data);
    return event;
  }

  // Something happened before anybody looked.
  void skip(const std::string& id, EventData data) { next(id, std::move(data)); }

 private:
  Position position_ = 0;
  std::map<std::string, Version> versions_;
  std::map<std::string, bool> started_;
};

OperationStarted start_of(const std::string& tool) {
  return {.tool = tool};
}

CancellationRequested request(Cause cause) {
  return {.cause = cause};
}

constexpr CancellationExpired unconfirmed{ExpiredBecause::unconfirmed};

TEST_CASE("without causes and tools every event is wanted", "[selector]") {
  EventSelector selector({});
  History history;
  CHECK(selector.decide(history.next("a", TokenCreated{})) == Verdict::wanted);
  CHECK(selector.decide(history.next("a", CancellationExecuted{})) == Verdict::wanted);
  CHECK(selector.remembered() == 0);
}

TEST_CASE("a cause selects the events of a cancellation, from its request on", "[selector]") {
  EventSelector selector({{Cause::timeout}, {}});
  History history;
  CHECK(selector.decide(history.next("a", TokenCreated{})) == Verdict::unwanted);
  CHECK(selector.decide(history.next("a", start_of("search"))) == Verdict::unwanted);
  CHECK(selector.decide(history.next("a", request(Cause::timeout))) == Verdict::wanted);
  CHECK(selector.decide(history.next("a", CancellationExecuted{})) == Verdict::wanted);
  CHECK(selector.decide(history.next("a", CancellationEscalated{})) == Verdict::wanted);
  CHECK(selector.decide(history.next("a", unconfirmed)) == Verdict::wanted);
  CHECK(selector.decide(history.next("a", OperationFinished{})) == Verdict::wanted);
  CHECK(selector.decide(history.next("a", CancellationCompleted{})) == Verdict::wanted);
  CHECK(selector.remembered() == 0);
}

TEST_CASE("another cause selects nothing of it", "[selector]") {
  EventSelector selector({{Cause::timeout, Cause::other}, {}});
  History history;
  CHECK(selector.decide(history.next("a", TokenCreated{})) == Verdict::unwanted);
  CHECK(selector.decide(history.next("a", request(Cause::user_requested))) == Verdict::unwanted);
  CHECK(selector.decide(history.next("a", CancellationCompleted{})) == Verdict::unwanted);
}

TEST_CASE("an operation that ends uncancelled belongs to no cancellation, and nobody has to ask", "[selector]") {
  EventSelector selector({{Cause::timeout}, {}});
  History history;
  CHECK(selector.decide(history.next("a", TokenCreated{})) == Verdict::unwanted);
  CHECK(selector.decide(history.next("a", start_of("search"))) == Verdict::unwanted);
  CHECK(selector.decide(history.next("a", OperationFinished{})) == Verdict::unwanted);
  CHECK(selector.remembered() == 0);
}

TEST_CASE("an operation that was seen to start right behind its creation was not cancelled before", "[selector]") {
  EventSelector selector({{Cause::timeout}, {}});
  History history;
  history.skip("a", TokenCreated{});
  CHECK(selector.decide(history.next("a", start_of("search"))) == Verdict::unwanted);
  CHECK(selector.decide(history.next("a", OperationFinished{})) == Verdict::unwanted);
}

TEST_CASE("a cancellation that began before anybody looked is asked for", "[selector]") {
  EventSelector selector({{Cause::timeout}, {}});
  History history;
  history.skip("a", TokenCreated{});
  history.skip("a", request(Cause::timeout));
  const Event executed = history.next("a", CancellationExecuted{});
  CHECK(selector.decide(executed) == Verdict::unknown);
  CHECK(selector.decide(executed) == Verdict::unknown);
  selector.learn(executed.token, Cause::timeout, std::nullopt);
  CHECK(selector.decide(executed) == Verdict::wanted);
  CHECK(selector.decide(history.next("a", CancellationCompleted{})) == Verdict::wanted);
}

TEST_CASE("a token that is gone belongs to nothing", "[selector]") {
  EventSelector selector({{Cause::timeout}, {"search"}});
  History history;
  history.skip("a", start_of("search"));
  const Event finished = history.next("a", OperationFinished{});
  REQUIRE(selector.decide(finished) == Verdict::unknown);
  selector.learn(finished.token, std::nullopt, std::nullopt);
  CHECK(selector.decide(finished) == Verdict::unwanted);
}

TEST_CASE("an operation that is reported late under a completed token is asked for again", "[selector]") {
  EventSelector selector({{Cause::timeout}, {}});
  History history;
  CHECK(selector.decide(history.next("a", TokenCreated{})) == Verdict::unwanted);
  CHECK(selector.decide(history.next("a", request(Cause::timeout))) == Verdict::wanted);
  CHECK(selector.decide(history.next("a", CancellationCompleted{})) == Verdict::wanted);
  const Event again = history.next("a", CancellationCompleted{});
  REQUIRE(selector.decide(again) == Verdict::unknown);
  selector.learn(again.token, Cause::timeout, std::nullopt);
  CHECK(selector.decide(again) == Verdict::wanted);
}

TEST_CASE("a tool selects the events of its operations, from their start on", "[selector]") {
  EventSelector selector({{}, {"search", "index"}});
  History history;
  CHECK(selector.decide(history.next("a", TokenCreated{})) == Verdict::unwanted);
  CHECK(selector.decide(history.next("a", start_of("search"))) == Verdict::wanted);
  CHECK(selector.decide(history.next("a", request(Cause::timeout))) == Verdict::wanted);
  CHECK(selector.decide(history.next("a", OperationFinished{})) == Verdict::wanted);
  CHECK(selector.decide(history.next("a", CancellationCompleted{})) == Verdict::wanted);
  CHECK(selector.remembered() == 0);
  CHECK(selector.decide(history.next("b", TokenCreated{})) == Verdict::unwanted);
  CHECK(selector.decide(history.next("b", start_of("fetch"))) == Verdict::unwanted);
  CHECK(selector.decide(history.next("b", OperationFinished{})) == Verdict::unwanted);
}

TEST_CASE("tokens without an operation, operations without a tool and sessions have no tool", "[selector]") {
  EventSelector selector({{}, {"search", ""}});
  History history;
  CHECK(selector.decide(history.next("a", request(Cause::timeout))) == Verdict::unwanted);
  CHECK(selector.decide(history.next("a", CancellationCompleted{})) == Verdict::unwanted);
  CHECK(selector.decide(history.next("b", TokenCreated{})) == Verdict::unwanted);
  CHECK(selector.decide(history.next("b", OperationStarted{})) == Verdict::unwanted);
  CHECK(selector.decide(history.next("", SessionOpened{"s", "name", {}, {}, {}, Millis{1}})) == Verdict::unwanted);
}

TEST_CASE("a tool and a cause together select what fits both", "[selector]") {
  EventSelector selector({{Cause::timeout}, {"search"}});
  History history;
  CHECK(selector.decide(history.next("a", TokenCreated{})) == Verdict::unwanted);
  CHECK(selector.decide(history.next("a", start_of("search"))) == Verdict::unwanted);
  CHECK(selector.decide(history.next("a", request(Cause::timeout))) == Verdict::wanted);
  CHECK(selector.decide(history.next("b", TokenCreated{})) == Verdict::unwanted);
  CHECK(selector.decide(history.next("b", start_of("fetch"))) == Verdict::unwanted);
  CHECK(selector.decide(history.next("b", request(Cause::timeout))) == Verdict::unwanted);
}

TEST_CASE("nobody asks for the cause where the tool does not fit", "[selector]") {
  EventSelector selector({{Cause::timeout}, {"search"}});
  History history;
  history.skip("a", TokenCreated{});
  history.skip("a", request(Cause::timeout));
  CHECK(selector.decide(history.next("a", start_of("fetch"))) == Verdict::unwanted);
  CHECK(selector.decide(history.next("a", OperationFinished{})) == Verdict::unwanted);
}

TEST_CASE("no more tokens are remembered than allowed, and the one that was met longest ago is asked for",
          "[selector]") {
  EventSelector selector({{}, {"search"}}, 2);
  History history;
  for (const char* id : {"a", "b"}) {
    selector.decide(history.next(id, TokenCreated{}));
    CHECK(selector.decide(history.next(id, start_of("search"))) == Verdict::wanted);
  }
  CHECK(selector.decide(history.next("a", request(Cause::timeout))) == Verdict::wanted);
  selector.decide(history.next("c", TokenCreated{}));
  CHECK(selector.remembered() == 2);
  CHECK(selector.decide(history.next("a", CancellationExecuted{})) == Verdict::wanted);
  CHECK(selector.decide(history.next("b", request(Cause::timeout))) == Verdict::unknown);
}

TEST_CASE("what ends without a cancellation is forgotten", "[selector]") {
  EventSelector selector({{}, {"search"}});
  History history;
  for (const char* id : {"a", "b", "c"}) selector.decide(history.next(id, TokenCreated{}));
  CHECK(selector.remembered() == 3);
  selector.decide(history.next("a", TokenReleased{}));
  selector.decide(history.next("b", CancellationExpired{ExpiredBecause::ttl}));
  selector.decide(history.next("c", start_of("search")));
  selector.decide(history.next("c", OperationFinished{}));
  CHECK(selector.remembered() == 0);
}

TEST_CASE("another log makes it forget everything", "[selector]") {
  EventSelector selector({{}, {"search"}});
  History history;
  history.skip("a", TokenCreated{});
  CHECK(selector.decide(history.next("a", start_of("search"))) == Verdict::wanted);
  selector.forget_all();
  CHECK(selector.remembered() == 0);
  CHECK(selector.decide(history.next("a", OperationFinished{})) == Verdict::unknown);
}

}  // namespace
}  // namespace cancel::tail
