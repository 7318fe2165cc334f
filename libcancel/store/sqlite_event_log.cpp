#include "cancel/store/sqlite_event_log.hpp"

#include <algorithm>
#include <utility>

#include "cancel/domain/queries.hpp"
#include "log_database.hpp"
#include "log_file.hpp"
#include "log_identity.hpp"
#include "log_lock.hpp"
#include "told.hpp"
#include "writer_connection.hpp"

namespace cancel {

class SqliteEventLog::Impl {
 public:
  explicit Impl(const OpenOptions& wanted)
      : options(wanted), path(canonical_log_path(wanted.path)), lock((require_writable_folder(path), path)) {
    open();
  }

  ~Impl() {
    if (database && !failed) database->checkpoint();
  }

  // What the constructor does; throws LogUnusable.
  void open() {
    try {
      database = std::make_unique<LogDatabase>(open_writer(path, options, holds_log(path)));
      database->settle();
      database->check_end();
      database->learn_names();
      id = database->id();
      look();
    } catch (const SqliteError& error) {
      throw_unusable(path, error);
    } catch (const LogDamaged& error) {
      throw LogUnusable(LogUnusable::Fault::damaged, path + " is damaged: " + error.what());
    }
  }

  void look() {
    head = database->head();
    first = database->first();
  }

  LogDatabase& readable() const {
    if (!database) throw LogError(path + " is not open since it failed", StorageOutcome::unknown);
    return *database;
  }

  LogDatabase& writable() const {
    if (failed) throw LogError(path + " takes nothing until it has recovered", StorageOutcome::not_recorded);
    return readable();
  }

  // Runs `change` on the database. A failure closes the log for writing; damage that was met before anything was
  // written does not.
  template <typename Change>
  auto write(Change change) {
    try {
      return told([&] { return change(writable()); });
    } catch (const LogError& error) {
      fail(error);
      throw;
    }
  }

  void fail(const LogError& error) {
    failed = true;
    doubtful = doubtful || error.outcome() == StorageOutcome::unknown;
  }

  void recover() {
    if (!database || doubtful) reopen();
    try {
      database->probe();
      look();
    } catch (const LogError& error) {
      fail(error);
      throw;
    }
    failed = false;
    doubtful = false;
  }

  // A connection whose commit failed does not see what is in the file. Only one that is new does.
  void reopen() {
    database.reset();
    if (!holds_log(path)) throw LogError(path + " is gone", StorageOutcome::unknown);
    OpenOptions again = options;
    again.check_pages_up_to = 0;
    auto opened = std::make_unique<LogDatabase>(open_writer(path, again, true));
    if (opened->id() != id) throw LogError(path + " has become another log", StorageOutcome::unknown);
    opened->learn_names();
    database = std::move(opened);
  }

  const OpenOptions options;
  const std::string path;
  const LogLock lock;
  std::unique_ptr<LogDatabase> database;  // none after a recovery that could not open it
  std::string id;
  Position head = 0;
  Position first = 1;
  bool failed = false;    // takes nothing until recover()
  bool doubtful = false;  // and only a new connection sees what is in the file
};

std::unique_ptr<SqliteEventLog> SqliteEventLog::open(const OpenOptions& options) {
  return std::unique_ptr<SqliteEventLog>(new SqliteEventLog(std::make_unique<Impl>(options)));
}

SqliteEventLog::SqliteEventLog(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SqliteEventLog::~SqliteEventLog() = default;

std::string SqliteEventLog::id() const {
  return impl_->id;
}
Position SqliteEventLog::head() const {
  return impl_->head;
}
Position SqliteEventLog::first() const {
  return impl_->first;
}
const std::string& SqliteEventLog::path() const {
  return impl_->path;
}

Appended SqliteEventLog::append(const Batch& batch) {
  return impl_->write([&](LogDatabase& database) {
    if (batch.expected_head != impl_->head) return Appended::moved_on;
    if (!database.append(batch)) {
      impl_->head = database.head();
      return Appended::moved_on;
    }
    impl_->head += batch.events.size();
    return Appended::durable;
  });
}

void SqliteEventLog::recover() {
  try {
    told([&] { impl_->recover(); });
  } catch (const LogUnusable& error) {
    throw LogError(error.what(), StorageOutcome::unknown);
  } catch (const LogDamaged& error) {
    throw LogError(error.what(), StorageOutcome::unknown);
  }
}

std::vector<Event> SqliteEventLog::read_after(Position after, std::size_t limit) const {
  std::vector<Event> events;
  if (limit == 0 || after >= impl_->head) return events;
  told([&] {
    impl_->readable().events().read_after(after, impl_->first, [&](StoredEvent stored) {
      // What a failed append may have left is not in the log before recover() has said so.
      if (stored.event.position > impl_->head) return false;
      events.push_back(std::move(stored.event));
      return events.size() < limit;
    });
  });
  return events;
}

EventLog::Found SqliteEventLog::find_after(const ReadEvents& query, std::size_t look_at) const {
  Found found{{}, query.after, true};
  if (query.after >= impl_->head) return found;
  told([&] {
    std::size_t looked_at = 0;
    const auto wants = [&](const EventRow& row) {
      // A type of a newer version fits nobody's question; decoding it would be the end of the daemon's log.
      const auto type = from_string<EventType>(row.type);
      return !type || fits(query, row.space, row.token, *type);
    };
    impl_->readable().events().look_after(query.after, impl_->first, wants, [&](Position position, auto stored) {
      if (position > impl_->head) return false;
      found.at_end = looked_at < look_at && found.events.size() < query.limit;
      if (!found.at_end) return false;
      found.looked_to = position;
      ++looked_at;
      if (stored) found.events.push_back(std::move(stored->event));
      return true;
    });
  });
  return found;
}

std::vector<Event> SqliteEventLog::read_token(const TokenName& token) const {
  return told([&] {
    const auto key = impl_->readable().find(token);
    const auto last = key ? impl_->readable().tokens().position_of(*key) : std::nullopt;
    return last ? impl_->readable().events().read_chain(*last) : std::vector<Event>{};
  });
}

std::vector<TokenView> SqliteEventLog::list_tokens(TokenKey after, const TokenFilter& filter, std::size_t limit) const {
  std::vector<TokenView> tokens;
  if (limit == 0) return tokens;
  told([&] {
    impl_->readable().tokens().list(after, filter, [&](TokenView token) {
      tokens.push_back(std::move(token));
      return tokens.size() < limit;
    });
  });
  return tokens;
}

bool SqliteEventLog::contains(const TokenName& token) const {
  return told([&] { return impl_->readable().find(token).has_value(); });
}

bool SqliteEventLog::maintain(std::chrono::microseconds budget) {
  return impl_->write([&](LogDatabase& database) { return database.maintain(budget); });
}

void SqliteEventLog::prune(std::span<const TokenKey> tokens, Position before, const Statistics& removed) {
  impl_->write([&](LogDatabase& database) { database.prune(tokens, before, removed); });
  impl_->first = std::max(impl_->first, before);
}

Statistics SqliteEventLog::removed() const {
  return told([&] { return impl_->readable().removed(); });
}

}  // namespace cancel
