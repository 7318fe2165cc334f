#include "memory_event_log.hpp"

#include <algorithm>
#include <cassert>

#include "cancel/domain/queries.hpp"

namespace cancel {
Appended MemoryEventLog::append(const Batch& batch) {
  ++tried_;
  if (failed_) throw LogError("the log takes nothing until it has recovered", StorageOutcome::not_recorded);
  const Position end = events_.empty() ? head_ : std::max(head_, events_.rbegin()->first);
  if (batch.expected_head != end) {
    head_ = end;
    return Appended::moved_on;
  }
  if (!failures_.empty()) fail(batch);
  store(batch);
  head_ = batch.expected_head + batch.events.size();
  ++appended_;
  return Appended::durable;
}

void MemoryEventLog::fail(const Batch& batch) {
  const Failure failure = failures_.front();
  failures_.pop_front();
  failed_ = true;
  if (failure.recorded) {
    doubtful_events_.assign(batch.events.begin(), batch.events.end());
    doubtful_tokens_.assign(batch.tokens.begin(), batch.tokens.end());
  }
  throw LogError("append: a deliberate failure", failure.outcome);
}

void MemoryEventLog::store(const Batch& batch) {
  for (const Event& event : batch.events) {
    const bool has_row = std::any_of(batch.tokens.begin(), batch.tokens.end(),
                                     [&](const TokenView& token) { return token.name == event.token; });
    assert((event.of_session() || has_row) && "every token with an event in the batch has a row in it");
    assert((events_.empty() || event.position > events_.rbegin()->first) && "a batch is numbered from its head");
    static_cast<void>(has_row);
    events_.emplace(event.position, event);
  }
  for (const TokenView& token : batch.tokens) tokens_.insert_or_assign(token.key, token);
}

void MemoryEventLog::recover() {
  if (failing_recoveries_ > 0) {
    --failing_recoveries_;
    failed_ = true;
    throw LogError("recover: a deliberate failure", StorageOutcome::not_recorded);
  }
  failed_ = false;
  store({head_, doubtful_events_, doubtful_tokens_});
  doubtful_events_.clear();
  doubtful_tokens_.clear();
  if (!events_.empty()) head_ = std::max(head_, events_.rbegin()->first);
}

std::vector<Event> MemoryEventLog::read_after(Position after, std::size_t limit) const {
  if (failing_reads_ > 0) {
    --failing_reads_;
    throw LogError("the log can not be read", StorageOutcome::unknown);
  }
  std::vector<Event> found;
  for (auto event = events_.upper_bound(after); event != events_.end() && found.size() < limit; ++event) {
    if (event->first > head_) break;
    found.push_back(event->second);
  }
  return found;
}

EventLog::Found MemoryEventLog::find_after(const ReadEvents& query, std::size_t look_at) const {
  Found found{{}, query.after, false};
  const auto events = read_after(query.after, look_at);
  for (const Event& event : events) {
    if (found.events.size() == query.limit) return found;
    found.looked_to = event.position;
    if (fits(query, event)) found.events.push_back(event);
  }
  found.at_end = events.size() < look_at;
  return found;
}

std::vector<Event> MemoryEventLog::read_token(const TokenName& token) const {
  if (damaged_ == token) throw LogDamaged("the events of '" + token.id + "' are damaged");
  std::vector<Event> found;
  for (const auto& [position, event] : events_) {
    if (position <= head_ && event.token == token) found.push_back(event);
  }
  return found;
}

std::vector<TokenView> MemoryEventLog::list_tokens(TokenKey after, const TokenFilter& filter, std::size_t limit) const {
  std::vector<TokenView> found;
  for (auto token = tokens_.upper_bound(after); token != tokens_.end() && found.size() < limit; ++token) {
    if (fits(token->second, filter)) found.push_back(token->second);
  }
  return found;
}

bool MemoryEventLog::contains(const TokenName& token) const {
  return std::any_of(tokens_.begin(), tokens_.end(), [&](const auto& each) { return each.second.name == token; });
}

void MemoryEventLog::prune(std::span<const TokenKey> tokens, Position before, const Statistics& removed) {
  for (const TokenKey key : tokens) {
    const auto row = tokens_.find(key);
    if (row == tokens_.end()) continue;
    std::erase_if(events_, [&](const auto& each) { return each.second.token == row->second.name; });
    tokens_.erase(row);
  }
  first_ = std::max(first_, before);
  removed_ = removed;
}

void MemoryEventLog::fail_append(std::size_t count, StorageOutcome outcome, bool recorded) {
  assert((!recorded || outcome == StorageOutcome::unknown) && "what is refused for sure is not recorded");
  failures_.assign(count, Failure{outcome, recorded});
}

}  // namespace cancel
