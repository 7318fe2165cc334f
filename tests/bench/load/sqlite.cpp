// Bare SQLite: rows of the shape of canceld's events, `--in-flight` of them a commit, WAL, synchronous=FULL. Its
// latency is that of a whole transaction, from BEGIN until COMMIT returns.

#include <sqlite3.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

#include "interruption.hpp"
#include "request_text.hpp"
#include "steady_now.hpp"
#include "targets.hpp"
#include "temporary_folder.hpp"

namespace cancel::load {
namespace {

constexpr const char* schema = R"sql(
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE events (
  position  INTEGER PRIMARY KEY,
  version   INTEGER NOT NULL,
  time      TEXT NOT NULL,
  type      TEXT NOT NULL,
  namespace TEXT NOT NULL,
  token     TEXT,
  operation TEXT,
  data      TEXT NOT NULL,
  previous  INTEGER,
  checksum  INTEGER
);
)sql";

constexpr const char* insert = R"sql(
INSERT INTO events VALUES (?1, 2, '2026-11-20T08:00:00.123456Z', 'CancellationRequested', 'default', ?2, NULL,
  '{"reason":"user asked","cause":"user_requested","mode":"graceful","graceMs":null,"forceMs":null,"requestedBy":null}',
  ?1 - 1, ?1 * 2654435761)
)sql";

// One database with the statements of a transaction.
class Database {
 public:
  explicit Database(const std::string& file) {
    check(sqlite3_open(file.c_str(), &database_));
    check(sqlite3_exec(database_, schema, nullptr, nullptr, nullptr));
    begin_ = prepare("BEGIN IMMEDIATE");
    insert_ = prepare(insert);
    commit_ = prepare("COMMIT");
  }
  ~Database() {
    for (sqlite3_stmt* statement : {begin_, insert_, commit_}) sqlite3_finalize(statement);
    sqlite3_close(database_);
  }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  void append(std::size_t rows) {
    step(begin_);
    for (std::size_t row = 0; row < rows; ++row) {
      names_.put(token_, static_cast<std::uint64_t>(++position_));
      sqlite3_bind_int64(insert_, 1, position_);
      sqlite3_bind_text(insert_, 2, token_, sizeof token_, SQLITE_STATIC);
      step(insert_);
    }
    step(commit_);
  }

 private:
  void check(int status) const {
    if (status != SQLITE_OK) throw std::runtime_error(std::string("sqlite: ") + sqlite3_errmsg(database_));
  }

  sqlite3_stmt* prepare(const char* sql) const {
    sqlite3_stmt* statement = nullptr;
    check(sqlite3_prepare_v3(database_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr));
    return statement;
  }

  void step(sqlite3_stmt* statement) const {
    sqlite3_step(statement);
    check(sqlite3_reset(statement));  // tells what step() met
  }

  sqlite3* database_ = nullptr;
  sqlite3_stmt* begin_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
  sqlite3_stmt* commit_ = nullptr;
  TokenNames names_{0};
  char token_[TokenNames::length];
  std::int64_t position_ = 0;
};

class Sqlite : public Target {
 public:
  Sqlite() : database_(folder_.path() + "/bare.db") {}

  Report run(const LoadOptions& options) override {
    Report ignored;
    append(options.in_flight, options.warm_up, LoadOptions{}.requests, ignored);
    Report report;
    report.target = options.target;
    report.kind = "event";
    report.in_flight = options.in_flight;
    report.events_a_request = 1;
    report.note = "latency of a transaction of in_flight rows";
    append(options.in_flight, options.seconds, options.requests, report);
    return report;
  }

 private:
  void append(std::size_t rows, double seconds, std::size_t limit, Report& report) {
    const std::int64_t begun = steady_now();
    for (std::int64_t last = begun; report.seconds < seconds && report.done < limit && interruption() == 0;) {
      const std::size_t batch = std::min(rows, limit - report.done);
      database_.append(batch);
      const std::int64_t now = steady_now();
      report.latency.add(now - std::exchange(last, now));
      report.done += batch;
      report.seconds = static_cast<double>(now - begun) / 1e9;
    }
    report.rate = static_cast<double>(report.done) / std::max(report.seconds, 1e-9);
  }

  TemporaryFolder folder_;
  Database database_;
};

}  // namespace

std::unique_ptr<Target> make_sqlite(const LoadOptions& options) {
  choose_kind(options, "event");
  refuse_endpoint(options);
  if (options.rate > 0) throw WrongUsage("--rate: sqlite has no requests to plan");
  return std::make_unique<Sqlite>();
}

}  // namespace cancel::load
