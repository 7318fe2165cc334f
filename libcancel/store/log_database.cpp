#include "log_database.hpp"

#include <algorithm>
#include <cassert>
#include <string_view>
#include <vector>

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

constexpr Position checked_events = 1'000;  // at the end, when a log is opened

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
      name_groups_(*connection_),
      checkpointer_(*connection_),
      free_pages_(*connection_) {}

Position LogDatabase::head() {
  return std::max(event_reader_.last(), first() - 1);
}

void LogDatabase::learn_names() {
  if (!names_learned_) name_groups_.load(names_);
  token_reader_.names({names_.last_key() + 1},
                      [&](TokenKey key, std::string_view space, std::string_view id) { names_.add(space, id, key); });
  free_pages_.look();
  names_learned_ = true;
}

std::optional<TokenKey> LogDatabase::find(const TokenName& name) {
  assert(names_learned_);
  return names_.find(name, [&](const KeyRange& range) { return token_reader_.find(name, range); });
}

void LogDatabase::check_end() {
  const Position last = event_reader_.last();
  const Position after = last > checked_events ? last - checked_events : 0;
  event_reader_.read_after(after, first(), [](const StoredEvent&) { return true; });
  token_reader_.list(after, {}, [](const TokenView&) { return true; });
}

bool LogDatabase::append(const Batch& batch) {
  bool moved_on = false;
  write([&] {
    moved_on = head() != batch.expected_head;
    if (moved_on) return;
    BatchChains chains(batch.tokens, batch.expected_head);
    assert((batch.events.empty() || batch.events.front().position == batch.expected_head + 1) &&
           "a batch is numbered from its head");
    append_events(batch.events, chains);
    for (std::size_t row = 0; row < batch.tokens.size(); ++row) append_row(batch.tokens[row], chains.at(row));
  });
  if (moved_on) {
    learn_names();
  } else {
    learn_new(batch.tokens, batch.expected_head);
  }
  return !moved_on;
}

void LogDatabase::append_events(std::span<const Event> events, BatchChains& chains) {
  for (const Event& event : events) append_event(event, chains);
}

void LogDatabase::append_event(const Event& event, BatchChains& chains) {
  if (event.of_session()) return event_writer_.insert(event, 0);
  BatchChains::Chain& chain = chains.of(event);
  if (!chain.has_last) {
    chain.last = last_of(event, chain);
    chain.has_last = true;
  }
  event_writer_.insert(event, chain.last);
  chain.last = event.position;
  chain.described = chain.described || describes(event);
}

// Where the previous event of a token is that has some from before this append. The first one of each is known: its
// position is the token's key.
Position LogDatabase::last_of(const Event& event, const BatchChains::Chain& chain) {
  if (event.version == 2) return chain.key;
  const auto last = token_reader_.position_of(chain.key);
  if (!last) throw LogDamaged("token " + std::to_string(chain.key) + ": it has no row");
  return *last;
}

void LogDatabase::append_row(const TokenView& token, const BatchChains::Chain& chain) {
  if (chain.is_new) {
    token_writer_.insert(token);
  } else if (chain.described) {
    token_writer_.write(token);
  } else {
    token_writer_.update(token);
  }
}

// A row may be of a token that was there before, and rows come in any order.
void LogDatabase::learn_new(std::span<const TokenView> tokens, Position expected_head) {
  std::vector<const TokenView*> fresh;
  for (const TokenView& token : tokens) {
    if (token.key > expected_head) fresh.push_back(&token);
  }
  std::sort(fresh.begin(), fresh.end(), [](const auto* left, const auto* right) { return left->key < right->key; });
  for (const TokenView* token : fresh) names_.add(token->name.space, token->name.id, token->key);
}

void LogDatabase::prune(std::span<const TokenKey> tokens, Position before, const Statistics& removed) {
  write([&] {
    assert(before <= head() + 1 && "what is not there can not be removed");
    for (const TokenKey key : tokens) prune_token(key, before);
    meta_.set("removed", encode_statistics(removed));
    if (before > first()) meta_.set("first", before);
  });
  free_pages_.look();
}

Statistics LogDatabase::removed() {
  const auto text = meta_.text_if("removed");
  if (!text) return {};
  auto removed = decode_statistics(*text);
  if (!removed) throw LogDamaged("meta: removed does not decode");
  return *std::move(removed);
}

void LogDatabase::prune_token(TokenKey key, Position before) {
  const auto last = token_reader_.position_of(key);
  if (!last) return;
  assert(*last < before && "from first() on there are no holes");
  static_cast<void>(before);
  for (const Position position : event_reader_.chain(*last)) event_writer_.erase(position);
  token_writer_.erase(key);
}

bool LogDatabase::maintain(std::chrono::microseconds budget) {
  const auto end = std::chrono::steady_clock::now() + budget;
  while (take_step()) {
    if (std::chrono::steady_clock::now() >= end) return true;
  }
  return false;
}

// The one that bounds the write-ahead log comes first. False: there is nothing to do.
bool LogDatabase::take_step() {
  if (checkpointer_.due()) {
    checkpointer_.step();
    return true;
  }
  if (const NameGroup* group = names_.unstored()) {
    store_names(*group);
    return true;
  }
  if (const TokenKey first = token_reader_.first(); names_.has_before(first)) {
    forget_names(first);
    return true;
  }
  if (!free_pages_.due()) return false;
  write([&] { free_pages_.step(); });
  if (!free_pages_.due()) checkpointer_.step();
  return true;
}

void LogDatabase::store_names(const NameGroup& group) {
  write([&] { name_groups_.insert(group, names_.stored_until()); });
  names_.set_stored();
}

void LogDatabase::forget_names(TokenKey first) {
  write([&] { name_groups_.erase_before(first); });
  names_.forget_before(first);
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

void LogDatabase::write(const std::function<void()>& change) {
  bool committing = false;
  try {
    WriteTransaction transaction(transactions_);
    change();
    committing = true;
    transaction.commit();
    if (checkpointer_.overdue()) checkpointer_.step();
  } catch (const SqliteError& error) {
    throw LogError(error.what(), outcome_of(error, committing));
  } catch (const LogDamaged& error) {
    throw LogError(error.what(), StorageOutcome::not_recorded);
  }
}

}  // namespace cancel
