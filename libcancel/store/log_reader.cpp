#include "cancel/store/log_reader.hpp"

#include <algorithm>
#include <optional>

#include "event_reader.hpp"
#include "history_query.hpp"
#include "log_identity.hpp"
#include "meta_table.hpp"
#include "reader_connection.hpp"
#include "token_reader.hpp"
#include "told.hpp"
#include "unwanted_watch.hpp"

namespace cancel {

class LogReader::Impl {
 public:
  explicit Impl(const std::string& path) : connection(open_present(path)) {}

  static std::unique_ptr<Connection> open_present(const std::string& path) {
    auto connection = open_reader(path);
    require_present_schema(*connection, path);
    return connection;
  }

  const std::unique_ptr<Connection> connection;
  MetaTable meta{*connection};
  EventReader events{*connection};
  TokenReader tokens{*connection};
  HistoryQuery history{*connection};
};

namespace {

// Makes one call see one moment, also where it takes several statements.
class ReadTransaction {
 public:
  explicit ReadTransaction(Connection& connection) : connection_(connection), nested_(connection.in_transaction()) {
    if (!nested_) connection_.execute("BEGIN");
  }
  ~ReadTransaction() {
    if (!nested_ && connection_.in_transaction())
      sqlite3_exec(connection_.handle(), "COMMIT", nullptr, nullptr, nullptr);
  }
  ReadTransaction(const ReadTransaction&) = delete;
  ReadTransaction& operator=(const ReadTransaction&) = delete;

 private:
  Connection& connection_;
  bool nested_;
};

}  // namespace

LogReader::LogReader(const std::string& path) {
  try {
    impl_ = std::make_unique<Impl>(path);
  } catch (const SqliteError& error) {
    throw_unusable(path, error);
  }
}

LogReader::~LogReader() = default;
LogReader::LogReader(LogReader&&) noexcept = default;
LogReader& LogReader::operator=(LogReader&&) noexcept = default;

LogReader::Snapshot::Snapshot(LogReader& reader) : reader_(reader) {
  told([&] { reader_.impl_->connection->execute("BEGIN"); });
}

LogReader::Snapshot::~Snapshot() {
  sqlite3_exec(reader_.impl_->connection->handle(), "COMMIT", nullptr, nullptr, nullptr);
}

std::string LogReader::id() const {
  return told([&] { return impl_->meta.text("log_id"); });
}

Position LogReader::first() const {
  return told([&] { return impl_->meta.natural("first"); });
}

Position LogReader::head() const {
  return told([&] {
    const ReadTransaction one_moment(*impl_->connection);
    return std::max(impl_->events.last(), first() - 1);
  });
}

void LogReader::for_each_event(Position after, const std::function<bool(const Event&)>& take) const {
  told([&] {
    const ReadTransaction one_moment(*impl_->connection);
    impl_->events.read_after(after, first(), [&](const StoredEvent& stored) { return take(stored.event); });
  });
}

std::vector<Event> LogReader::read_after(Position after, std::size_t limit) const {
  std::vector<Event> events;
  if (limit == 0) return events;
  for_each_event(after, [&](const Event& event) {
    events.push_back(event);
    return events.size() < limit;
  });
  return events;
}

std::vector<Event> LogReader::read_token(const TokenName& token) const {
  return told([&] {
    const ReadTransaction one_moment(*impl_->connection);
    const auto cancelled = impl_->tokens.find_cancelled(token);
    const auto key = cancelled ? cancelled : impl_->tokens.find(token, {});
    const auto last = key ? impl_->tokens.position_of(*key) : std::nullopt;
    return last ? impl_->events.read_chain(*last) : std::vector<Event>{};
  });
}

std::vector<Event> LogReader::read_token_back_from(Position last) const {
  return told([&] {
    const ReadTransaction one_moment(*impl_->connection);
    const auto found = impl_->events.read(last);
    return found && !found->event.of_session() ? impl_->events.read_chain(last) : std::vector<Event>{};
  });
}

void LogReader::for_each_token(const TokenFilter& filter, const std::function<bool(const TokenView&)>& take) const {
  told([&] { impl_->tokens.list(0, filter, take); });
}

std::vector<HistoryRow> LogReader::history(const HistoryFilter& filter, const std::function<bool()>& is_unwanted) const {
  return told([&] {
    const UnwantedWatch watch(*impl_->connection, is_unwanted);
    const ReadTransaction one_moment(*impl_->connection);
    return impl_->history.run(filter);
  });
}

}  // namespace cancel
