#include <catch2/catch.hpp>

#include "cancel/store/sqlite_event_log.hpp"
#include "memory_event_log.hpp"
#include "story.hpp"
#include "temporary_folder.hpp"

// What every EventLog promises, tried with each of them.

namespace cancel {
namespace {

struct InMemory {
  MemoryEventLog log;
};

struct InSqlite {
  TemporaryFolder folder;
  std::unique_ptr<SqliteEventLog> owned = SqliteEventLog::open({folder / "cancel.db"});
  EventLog& log = *owned;
};

constexpr std::size_t all = 1'000;

}  // namespace

TEMPLATE_TEST_CASE("a new log is empty and has an identity", "[store]", InMemory, InSqlite) {
  TestType fixture;
  EventLog& log = fixture.log;
  CHECK(log.head() == 0);
  CHECK(log.first() == 1);
  CHECK_FALSE(log.id().empty());
  CHECK_FALSE(log.backend().empty());
  CHECK(log.read_after(0, all).empty());
  CHECK(log.read_token(named("a")).empty());
  CHECK(log.list_tokens(0, {}, all).empty());
  CHECK_FALSE(log.contains(named("a")));
  CHECK_FALSE(log.maintain({}));
}

TEMPLATE_TEST_CASE("what is appended is read back as it was, whatever its type", "[store]", InMemory, InSqlite) {
  TestType fixture;
  Story story;
  story.session_opened("session-1").created(named("a"), {named("p"), {"other", "q"}}, {{"kind", "\"x\""}, {"", ""}});
  story.started(named("a")).requested(named("a")).executed(named("a")).escalated(named("a")).completed(named("a"));
  story.created(named("b")).expired(named("b")).started(named("c")).finished(named("c")).created(named("d"));
  story.released(named("d")).session_closed("session-1").expired(named("a"), ExpiredBecause::unconfirmed);
  REQUIRE(story.append_to(fixture.log) == Appended::durable);

  CHECK(fixture.log.head() == story.head());
  CHECK(fixture.log.read_after(0, all) == story.events());
  CHECK(fixture.log.list_tokens(0, {}, all) == story.rows());
}

TEMPLATE_TEST_CASE("command ids and reported times come back with their events", "[store]", InMemory, InSqlite) {
  TestType fixture;
  Story story;
  const Batch batch = story.created(named("a")).take();
  Event event = batch.events.front();
  event.command_id = "command-1";
  event.occurred_at = "2026-11-20T08:00:00.000Z";
  REQUIRE(fixture.log.append({0, {&event, 1}, batch.tokens}) == Appended::durable);
  CHECK(fixture.log.read_after(0, all) == std::vector{event});
}

TEMPLATE_TEST_CASE("results come back byte for byte, however long and whatever they hold", "[store][result]", InMemory,
                   InSqlite) {
  using namespace std::string_literals;
  TestType fixture;
  Story story;
  REQUIRE(story.started(named("a")).append_to(fixture.log) == Appended::durable);
  std::vector<Event> expected = story.events();
  for (const std::string& result : {""s, "{\"a\":\"\0\\\" \xF0\x9F\x98\x80\n\"}"s, std::string(262'144, '"')}) {
    const Batch batch = story.finished(named("a")).take();
    Event event = batch.events.front();
    std::get<OperationFinished>(event.data).result = result;
    REQUIRE(fixture.log.append({event.position - 1, {&event, 1}, batch.tokens}) == Appended::durable);
    expected.push_back(event);
  }
  CHECK(fixture.log.read_after(0, all) == expected);
  CHECK(fixture.log.read_token(named("a")) == expected);
}

TEMPLATE_TEST_CASE("reading goes on behind a position and stops at the limit", "[store]", InMemory, InSqlite) {
  TestType fixture;
  Story story;
  for (const char* id : {"a", "b", "c"}) REQUIRE(story.created(named(id)).append_to(fixture.log) == Appended::durable);
  CHECK(fixture.log.read_after(1, 1) == std::vector{story.events()[1]});
  CHECK(fixture.log.read_after(1, all).size() == 2);
  CHECK(fixture.log.read_after(3, all).empty());
  CHECK(fixture.log.read_after(99, all).empty());
  CHECK(fixture.log.read_after(0, 0).empty());
}

TEMPLATE_TEST_CASE("of the next events those are found that fit, and how far that looked", "[store]", InMemory, InSqlite) {
  TestType fixture;
  Story story;
  for (const char* id : {"a", "b", "c"}) story.created(named(id)).requested(named(id));
  REQUIRE(story.append_to(fixture.log) == Appended::durable);
  ReadEvents query;
  query.types = {EventType::cancellation_requested};
  auto found = fixture.log.find_after(query, all);
  CHECK(found.events == std::vector{story.events()[1], story.events()[3], story.events()[5]});
  CHECK(found.looked_to == 6);
  CHECK(found.at_end);

  found = fixture.log.find_after(query, 3);
  CHECK(found.events == std::vector{story.events()[1]});
  CHECK(found.looked_to == 3);
  CHECK_FALSE(found.at_end);

  query.limit = 1;
  found = fixture.log.find_after(query, all);
  CHECK(found.events.size() == 1);
  CHECK(found.looked_to == 2);
  CHECK_FALSE(found.at_end);

  query = {};
  query.after = 2;
  query.token = TokenReference{{}, "b"};
  CHECK(fixture.log.find_after(query, all).events == std::vector{story.events()[2], story.events()[3]});
  query.space = "elsewhere";
  found = fixture.log.find_after(query, all);
  CHECK(found.events.empty());
  CHECK(found.looked_to == 6);

  query.after = 6;
  found = fixture.log.find_after(query, all);
  CHECK(found.events.empty());
  CHECK(found.looked_to == 6);
  CHECK(found.at_end);
}

TEMPLATE_TEST_CASE("an append that was decided at another head writes nothing", "[store]", InMemory, InSqlite) {
  TestType fixture;
  Story story;
  REQUIRE(story.created(named("a")).append_to(fixture.log) == Appended::durable);
  Story other;
  CHECK(other.created(named("b")).append_to(fixture.log) == Appended::moved_on);
  CHECK(fixture.log.head() == 1);
  CHECK(fixture.log.read_after(0, all) == story.events());
  CHECK(story.created(named("c")).append_to(fixture.log) == Appended::durable);
}

TEMPLATE_TEST_CASE("an append without events changes rows only", "[store]", InMemory, InSqlite) {
  TestType fixture;
  Story story;
  REQUIRE(story.created(named("a")).append_to(fixture.log) == Appended::durable);
  REQUIRE(story.after(std::chrono::seconds(1)).touched(named("a")).append_to(fixture.log) == Appended::durable);
  CHECK(fixture.log.head() == 1);
  CHECK(fixture.log.list_tokens(0, {}, all) == story.rows());
  CHECK(story.append_to(fixture.log) == Appended::durable);
}

TEMPLATE_TEST_CASE("one token's events are found among those of others", "[store]", InMemory, InSqlite) {
  TestType fixture;
  Story story;
  const TokenName a = named("a");
  const TokenName same_id{"other", "a"};
  story.created(a).created(same_id).started(a);
  REQUIRE(story.append_to(fixture.log) == Appended::durable);
  REQUIRE(story.requested(same_id).requested(a).executed(a).append_to(fixture.log) == Appended::durable);
  REQUIRE(story.completed(a).append_to(fixture.log) == Appended::durable);
  CHECK(fixture.log.read_token(a) == story.events_of(a));
  CHECK(fixture.log.read_token(same_id) == story.events_of(same_id));
  CHECK(fixture.log.read_token(named("unknown")).empty());
}

TEMPLATE_TEST_CASE("rows follow their tokens", "[store]", InMemory, InSqlite) {
  TestType fixture;
  Story story;
  SECTION("through a cancellation") {
    REQUIRE(story.created(named("a")).started(named("a")).append_to(fixture.log) == Appended::durable);
    REQUIRE(story.requested(named("a")).append_to(fixture.log) == Appended::durable);
    REQUIRE(story.executed(named("a")).append_to(fixture.log) == Appended::durable);
    REQUIRE(story.completed(named("a")).append_to(fixture.log) == Appended::durable);
  }
  SECTION("from a cancel that came first to a later creation") {
    REQUIRE(story.requested(named("a")).append_to(fixture.log) == Appended::durable);
    CHECK(fixture.log.list_tokens(0, {}, all).front().created_at == std::nullopt);
    REQUIRE(story.created(named("a"), {named("p")}, {{"k", "v"}}).append_to(fixture.log) == Appended::durable);
  }
  SECTION("to an operation that adopts them") {
    REQUIRE(story.created(named("a")).append_to(fixture.log) == Appended::durable);
    REQUIRE(story.started(named("a"), "search").append_to(fixture.log) == Appended::durable);
  }
  SECTION("without an event of their own") {
    REQUIRE(story.created(named("a"), {}, {{"k", "v"}}).append_to(fixture.log) == Appended::durable);
    REQUIRE(story.after(std::chrono::seconds(1)).touched(named("a")).created(named("b")).append_to(fixture.log) ==
            Appended::durable);
  }
  CHECK(fixture.log.list_tokens(0, {}, all) == story.rows());
}

TEMPLATE_TEST_CASE("tokens are listed in order of creation, page by page, as the filter says", "[store]", InMemory,
                   InSqlite) {
  TestType fixture;
  Story story;
  story.created(named("z"), {}, {{"team", "red"}}).created({"other", "y"}).created(named("x"), {}, {{"team", "blue"}});
  story.requested(named("x"));
  REQUIRE(story.append_to(fixture.log) == Appended::durable);

  const auto listed = [&](const TokenFilter& filter) {
    std::string ids;
    for (const TokenView& token : fixture.log.list_tokens(0, filter, all)) ids += token.name.id;
    return ids;
  };
  CHECK(listed({}) == "zyx");
  CHECK(listed({.space = "other"}) == "y");
  CHECK(listed({.labels = {{"team", "blue"}}}) == "x");
  CHECK(listed({.state = TokenState::active}) == "zy");
  CHECK(listed({.cancelled = true}) == "x");
  CHECK(listed({.cancelled = false}) == "zy");

  const auto page = fixture.log.list_tokens(story.row(named("z")).key, {}, 1);
  REQUIRE(page.size() == 1);
  CHECK(page.front() == story.row({"other", "y"}));
  // The limit counts tokens that fit.
  CHECK(fixture.log.list_tokens(0, {.cancelled = true}, 1).size() == 1);
  CHECK(fixture.log.list_tokens(0, {}, 0).empty());
}

TEMPLATE_TEST_CASE("every token of the log is known by name, live or not", "[store]", InMemory, InSqlite) {
  TestType fixture;
  Story story;
  story.created(named("a")).created(named("b")).requested(named("a"));
  REQUIRE(story.append_to(fixture.log) == Appended::durable);
  CHECK(fixture.log.contains(named("a")));
  CHECK(fixture.log.contains(named("b")));
  CHECK_FALSE(fixture.log.contains(named("c")));
  CHECK_FALSE(fixture.log.contains({"other", "a"}));

  REQUIRE(story.completed(named("a")).created({"other", "a"}).append_to(fixture.log) == Appended::durable);
  CHECK(fixture.log.contains({"other", "a"}));
  CHECK(fixture.log.read_token(named("a")) == story.events_of(named("a")));
  CHECK(fixture.log.read_token({"other", "a"}) == story.events_of({"other", "a"}));
}

TEMPLATE_TEST_CASE("upkeep changes nothing that can be seen, and comes to an end", "[store]", InMemory, InSqlite) {
  TestType fixture;
  Story story;
  for (int turn = 0; turn < 30; ++turn) {
    const TokenName token = named("t" + std::to_string(turn));
    REQUIRE(story.created(token).requested(token).append_to(fixture.log) == Appended::durable);
    while (fixture.log.maintain({})) {
    }
  }
  CHECK(fixture.log.head() == story.head());
  CHECK(fixture.log.read_after(0, all) == story.events());
  CHECK(fixture.log.list_tokens(0, {}, all) == story.rows());
}

TEMPLATE_TEST_CASE("retention removes what it is told to and nothing else", "[store]", InMemory, InSqlite) {
  TestType fixture;
  Story story;
  story.created(named("old")).created(named("kept")).requested(named("old"));
  story.session_opened("closed").session_opened("open").session_closed("closed").created(named("new"));
  REQUIRE(story.append_to(fixture.log) == Appended::durable);
  const Position before = story.head();

  const std::vector<TokenKey> tokens{story.row(named("old")).key};
  Statistics removed;
  removed.apply("default", [](Statistics::Account& account) {
    account.counters.total_cancelled = 1;
    account.counters.operations_by_reason[Cause::timeout] = 1;
    account.counters.events_by_type[EventType::cancellation_requested] = 1;
    account.latencies.add(1'234);
  });
  CHECK(fixture.log.removed().accounts().empty());
  fixture.log.prune(tokens, before, removed);

  CHECK(fixture.log.first() == before);
  CHECK(fixture.log.head() == before);
  CHECK(fixture.log.read_token(named("old")).empty());
  CHECK_FALSE(fixture.log.contains(named("old")));
  CHECK(fixture.log.contains(named("kept")));
  CHECK(fixture.log.list_tokens(0, {}, all) == std::vector{story.row(named("kept")), story.row(named("new"))});
  const auto& events = story.events();
  const std::vector left{events[1], events[3], events[4], events[5], events[6]};
  CHECK(fixture.log.read_after(0, all) == left);

  fixture.log.prune(tokens, before, removed);
  CHECK(fixture.log.read_after(0, all) == left);
  fixture.log.recover();
  CHECK(fixture.log.removed().accounts() == removed.accounts());
}

TEMPLATE_TEST_CASE("a log whose events are all gone goes on where it was", "[store]", InMemory, InSqlite) {
  TestType fixture;
  Story story;
  REQUIRE(story.created(named("a")).released(named("a")).append_to(fixture.log) == Appended::durable);
  const std::vector<TokenKey> tokens{1};
  fixture.log.prune(tokens, 3, {});
  fixture.log.recover();
  CHECK(fixture.log.head() == 2);
  CHECK(fixture.log.first() == 3);
  CHECK(fixture.log.read_after(0, all).empty());

  // The name is free again.
  CHECK_FALSE(fixture.log.contains(named("a")));
  Story again;
  const Batch batch = again.created(named("a")).take();
  Event event = batch.events.front();
  TokenView row = batch.tokens.front();
  event.position = row.key = row.position = 3;
  REQUIRE(fixture.log.append({2, {&event, 1}, {&row, 1}}) == Appended::durable);
  CHECK(fixture.log.head() == 3);
  CHECK(fixture.log.read_token(named("a")) == std::vector{event});
}

TEMPLATE_TEST_CASE("recovering a log that has not failed changes nothing", "[store]", InMemory, InSqlite) {
  TestType fixture;
  Story story;
  REQUIRE(story.created(named("a")).append_to(fixture.log) == Appended::durable);
  const std::string id = fixture.log.id();
  fixture.log.recover();
  CHECK(fixture.log.id() == id);
  CHECK(fixture.log.head() == 1);
  CHECK(fixture.log.read_after(0, all) == story.events());
  CHECK(story.requested(named("a")).append_to(fixture.log) == Appended::durable);
}

}  // namespace cancel
