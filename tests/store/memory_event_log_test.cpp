#include "memory_event_log.hpp"

#include <catch2/catch.hpp>

#include "story.hpp"

namespace cancel {
namespace {

StorageOutcome outcome_of_append(EventLog& log, const Batch& batch) {
  try {
    log.append(batch);
  } catch (const LogError& error) {
    return error.outcome();
  }
  FAIL("the append did not fail");
  return {};
}

}  // namespace

TEST_CASE("a memory log that failed takes nothing until it has recovered", "[store]") {
  MemoryEventLog log;
  log.fail_append(1, StorageOutcome::not_recorded);
  Story story;
  const Batch batch = story.created(named("a")).take();
  CHECK(outcome_of_append(log, batch) == StorageOutcome::not_recorded);
  CHECK(outcome_of_append(log, batch) == StorageOutcome::not_recorded);
  CHECK(log.appended() == 0);

  log.fail_recover(1);
  CHECK_THROWS_AS(log.recover(), LogError);
  log.recover();
  CHECK(log.head() == 0);
  CHECK(log.append(batch) == Appended::durable);
}

TEST_CASE("an append with an unknown outcome shows after recovery where it was recorded", "[store]") {
  const bool recorded = GENERATE(false, true);
  MemoryEventLog log;
  log.fail_append(1, StorageOutcome::unknown, recorded);
  Story story;
  CHECK(outcome_of_append(log, story.created(named("a")).take()) == StorageOutcome::unknown);
  CHECK(log.head() == 0);
  CHECK(log.read_after(0, 10).empty());
  CHECK(log.list_tokens(0, {}, 10).empty());
  log.recover();
  CHECK(log.head() == (recorded ? 1u : 0u));
  CHECK(log.read_after(0, 10).size() == log.head());
  CHECK(log.list_tokens(0, {}, 10).size() == log.head());
}

TEST_CASE("a memory log that somebody else wrote has moved on", "[store]") {
  MemoryEventLog log;
  Story story;
  log.append_elsewhere(story.created(named("a")).take());
  Story late;
  CHECK(late.created(named("b")).append_to(log) == Appended::moved_on);
  CHECK(log.head() == 1);
  CHECK(story.created(named("b")).append_to(log) == Appended::durable);
}

}  // namespace cancel
