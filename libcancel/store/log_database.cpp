#include "log_database.hpp"

#include <algorithm>
#include <cassert>
#include <string_view>

#include "cancel/wire/statistics_codec.hpp"
#include "sqlite_error.hpp"
#include "wal_settling.hpp"

namespace cancel {
namespace {

// Before COMMIT nothing has happened. A COMMIT that found no room or no lock did not write its last page, without which
// all others are void. Any other failure of it may come after that page was written: it is there, or not, after a
// crash.
StorageOutcome outcome_of(const SqliteError& error, bool committing) {
  const bool refused = error.code() == SQLITE_FULL || error.code() == SQLITE_BUSY;
  return committing && !refused ? StorageOutcome::unknown : StorageOutcome::not_recorded;
}

bool describes(const Event& event) {
  return event.type() == EventType::token_created || event.type() == EventType::operation_started;
}

}  // namespace

LogDatabase::LogDatabase(std::unique_ptr<Connection> connection)
    : connection_(std::move(connection)),
      transactions_(*connection_),
      meta_(*connection_),
      event_reader_(*connection_),
      event_writer_(*connection_),
      token_reader_(*connection_),
      token_writer_(*connection_),
      names_(*connection_) {}

Position LogDatabase::head() {
  return std::max(event_reader_.last(), first() - 1);
}

bool LogDatabase::append(const Batch& batch) {
  bool moved_on = false;
  write([&] {
    moved_on = head() != batch.expected_head;
    if (moved_on) return;
    BatchChains chains(batch.tokens, batch.expected_head);
    Position position = batch.expected_head;
    for (const Event& event : batch.events) {
      assert(event.position == position + 1 && "a batch is numbered from its head");
      position = event.position;
      append_event(event, chains);
    }
    for (std::size_t row = 0; row < batch.tokens.size(); ++row) append_row(batch.tokens[row], chains.at(row));
  });
  return !moved_on;
}

void LogDatabase::append_event(const Event& event, BatchChains& chains) {
  if (event.of_session()) return event_writer_.insert(event, 0);
  BatchChains::Chain& chain = chains.of(event);
  if (!chain.has_last) {
    const auto last = token_reader_.position_of(chain.key);
    if (!last) throw LogDamaged("token " + std::to_string(chain.key) + ": it has no row");
    chain.last = *last;
    chain.has_last = true;
  }
  event_writer_.insert(event, chain.last);
  chain.last = event.position;
  chain.described = chain.described || describes(event);
}

void LogDatabase::append_row(const TokenView& token, const BatchChains::Chain& chain) {
  if (chain.described) {
    token_writer_.write(token);
  } else {
    token_writer_.update(token);
  }
}

void LogDatabase::archive(std::span<const TokenView> tokens) {
  write([&] { names_.insert(tokens); });
}

void LogDatabase::prune(std::span<const TokenKey> tokens, Position before, const Statistics& removed) {
  write([&] {
    assert(before <= head() + 1 && "what is not there can not be removed");
    for (const TokenKey key : tokens) prune_token(key, before);
    meta_.set("removed", encode_statistics(removed));
    if (before > first()) meta_.set("first", before);
  });
}

Statistics LogDatabase::removed() {
  const auto text = meta_.text_if("removed");
  if (!text) return {};
  auto removed = decode_statistics(*text);
  if (!removed) throw LogDamaged("meta: removed does not decode");
  return *std::move(removed);
}

void LogDatabase::prune_token(TokenKey key, Position before) {
  const auto token = token_reader_.read(key);
  if (!token) return;
  assert(token->position < before && "from first() on there are no holes");
  for (const Position position : event_reader_.chain(token->position)) event_writer_.erase(position);
  names_.erase(token->name, key);
  token_writer_.erase(key);
}

void LogDatabase::settle() {
  const WriteTransaction keeps_others_away(transactions_);
  settle_wal(*connection_);
}

void LogDatabase::probe() {
  write([&] {
    settle_wal(*connection_);
    meta_.increment("recoveries");
  });
}

void LogDatabase::checkpoint() noexcept {
  sqlite3_wal_checkpoint_v2(connection_->handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
}

void LogDatabase::write(const std::function<void()>& change) {
  bool committing = false;
  try {
    WriteTransaction transaction(transactions_);
    change();
    committing = true;
    transaction.commit();
  } catch (const SqliteError& error) {
    throw LogError(error.what(), outcome_of(error, committing));
  } catch (const LogDamaged& error) {
    throw LogError(error.what(), StorageOutcome::not_recorded);
  }
}

}  // namespace cancel
