#include <catch2/catch.hpp>

#include "cancel/store/log_reader.hpp"
#include "cancel/store/sqlite_event_log.hpp"
#include "raw_sql.hpp"
#include "story.hpp"
#include "temporary_folder.hpp"

// The history page by page, back from the newest.

namespace cancel {
namespace {

using namespace std::chrono_literals;

// Three cascades, each at one moment of its own, and some single cancellations between them.
class PagedLog {
 public:
  PagedLog() {
    for (int number = 0; number < 40; ++number) add(number);
    story_.after(1s).requested({"n0", "t3"}, "Again\nand again").after(1ms);
    REQUIRE(story_.append_to(*log_) == Appended::durable);
    for (int cascade = 0; cascade < 3; ++cascade) {
      for (int number = cascade * 10 + 4; number < cascade * 10 + 13; ++number) cancel(number);
      story_.after(1s);
      REQUIRE(story_.append_to(*log_) == Appended::durable);
    }
    // As another cause has it: the story knows one only.
    raw_sql(folder_ / "cancel.db", "UPDATE tokens SET cause = 1 WHERE requested_at IS NOT NULL AND key % 3 = 0");
  }

  void add_cancelled(int count) {
    for (int number = 1'000; number < 1'000 + count; ++number) {
      add(number);
      cancel(number);
    }
    REQUIRE(story_.append_to(*log_) == Appended::durable);
  }

  LogReader reader() const { return LogReader(folder_ / "cancel.db"); }
  Timestamp time_of(int number) const { return *story_.row(name(number)).requested_at; }

 private:
  static TokenName name(int number) { return {"n" + std::to_string(number % 3), "t" + std::to_string(number)}; }

  void add(int number) {
    if (number % 2 == 0) {
      story_.started(name(number), number % 4 == 0 ? "search" : "copy");
    } else {
      story_.created(name(number));
    }
  }

  void cancel(int number) {
    story_.requested(name(number), "reason " + std::to_string(number));
    if (number % 4 == 0) story_.escalated(name(number));
    if (number % 3 == 0) story_.completed(name(number), number % 2 == 0 ? Outcome::stopped : Outcome::nothing_running);
  }

  TemporaryFolder folder_;
  std::unique_ptr<EventLog> log_ = SqliteEventLog::open({folder_ / "cancel.db"});
  Story story_;
};

// All rows in the order in which they were requested, read in pages of `size`.
std::vector<HistoryRow> paged(const LogReader& reader, HistoryFilter filter, std::size_t size) {
  std::vector<HistoryRow> all;
  filter.limit = size;
  for (;;) {
    const std::vector<HistoryRow> page = reader.history(filter);
    all.insert(all.begin(), page.begin(), page.end());
    if (page.size() < size) return all;
    filter.before = page.front().place();
  }
}

std::vector<HistoryFilter> filters(const PagedLog& log) {
  return {{},
          {.space = "n1"},
          {.token = "t8"},
          {.space = "n2", .token = "t8"},
          {.tool = "search"},
          {.cause = Cause::timeout},
          {.space = "n2", .cause = Cause::timeout},
          {.requester = "ann"},
          {.since = log.time_of(14)},
          {.until = log.time_of(24)},
          {.space = "n1", .since = log.time_of(4), .until = log.time_of(24)},
          {.state = TokenState::completed},
          {.mode = Mode::force},
          {.outcome = Outcome::stopped},
          {.reason_contains = "SON 1"}};
}

bool fits(const HistoryRow& row, const HistoryFilter& filter) {
  return (!filter.space || row.token.space == *filter.space) && (!filter.token || row.token.id == *filter.token) &&
         (!filter.tool || row.tool == filter.tool) && (!filter.cause || row.cause == *filter.cause) &&
         (!filter.requester || row.requested_by == filter.requester) &&
         (!filter.since || row.requested_at >= *filter.since) && (!filter.until || row.requested_at < *filter.until) &&
         (!filter.state || row.state == *filter.state) && (!filter.mode || row.mode == *filter.mode) &&
         (!filter.outcome || row.outcome == filter.outcome) &&
         (!filter.reason_contains || row.reason->find("son 1") != std::string::npos);
}

TEST_CASE("pages have every row exactly once, with equal times and with each filter", "[store][history]") {
  const PagedLog log;
  const LogReader reader = log.reader();
  const std::vector<HistoryRow> all = reader.history({});
  REQUIRE(all.size() == 28);
  for (const HistoryFilter& filter : filters(log)) {
    std::vector<HistoryRow> expected;
    for (const HistoryRow& row : all) {
      if (fits(row, filter)) expected.push_back(row);
    }
    REQUIRE_FALSE(expected.empty());
    CHECK(reader.history(filter) == expected);
    for (const std::size_t size : {1u, 2u, 3u, 7u, 9u, 100u}) CHECK(paged(reader, filter, size) == expected);
  }
}

TEST_CASE("a search that nobody wants any more is given up, and the reader goes on", "[store][history]") {
  PagedLog log;
  const LogReader reader = log.reader();
  // Long enough for several questions: each row's reason is looked through.
  const HistoryFilter nothing{.reason_contains = "nowhere"};
  const std::size_t rows = reader.history({}).size();
  log.add_cancelled(5'000);
  int questions = 0;
  CHECK_THROWS_AS(reader.history(nothing, [&] { return ++questions == 2; }), ReadGivenUp);
  CHECK(questions == 2);
  CHECK(reader.history(nothing, [] { return false; }).empty());
  CHECK(reader.history(nothing).empty());
  CHECK(reader.history({.limit = 10'000}).size() == rows + 5'000);
}

TEST_CASE("before the first row there is none", "[store][history]") {
  const PagedLog log;
  const LogReader reader = log.reader();
  const HistoryRow first = reader.history({}).front();
  CHECK(reader.history({.before = first.place()}).empty());
  CHECK(reader.history({.limit = 0, .before = HistoryCursor{latest_timestamp, 1}}).empty());
  CHECK(reader.history({.before = HistoryCursor{latest_timestamp, 1}}).size() == 28);
}

TEST_CASE("the key of a row is that of its token", "[store][history]") {
  const PagedLog log;
  const LogReader reader = log.reader();
  for (const HistoryRow& row : reader.history({})) {
    CHECK(reader.read_token_back_from(row.key).front().token == row.token);
  }
}

TEST_CASE("a reason is searched for as it is written, in either case", "[store][history]") {
  const PagedLog log;
  const LogReader reader = log.reader();
  const auto found = [&](const std::string& part) { return reader.history({.reason_contains = part}).size(); };
  CHECK(found("AND AGAIN") == 1);
  CHECK(found("again\nAND") == 1);
  CHECK(found("%") == 0);
  CHECK(found("_") == 0);
  CHECK(found("'; DROP TABLE tokens; --") == 0);
  CHECK(found("") == 28);
}

}  // namespace
}  // namespace cancel
