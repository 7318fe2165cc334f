#include "runtime/outbox.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "runtime/tracked_token.hpp"

namespace cancel::client {

namespace {

std::size_t size_of_result(const OutboxEntry& entry) {
  return entry.result ? entry.result->size() : 0;
}

void leave(std::list<TrackedToken*>& queue, OutboxPlaces::Queued& place) {
  if (place) queue.erase(*std::exchange(place, std::nullopt));
}

}  // namespace

Outbox::Pushed Outbox::push(OutboxEntry entry) {
  const bool alone = waiting_.empty() && on_their_way_.empty();
  entry.number = ++last_number_;
  if (entry.kind == OutboxEntry::Kind::start) ++starts_;
  result_bytes_ += size_of_result(entry);
  waiting_.push_back(std::move(entry));
  return alone ? Pushed::alone : Pushed::waiting;
}

Outbox::Pushed Outbox::push_start(const std::shared_ptr<TrackedToken>& token, Timestamp occurred_at) {
  const std::lock_guard lock(lock_);
  OutboxPlaces& places = token->places();
  if (!make_room()) {
    places.dropped = true;
    ++statistics_.dropped_operations;
    return Pushed::dropped;
  }
  const Pushed pushed = push({.kind = OutboxEntry::Kind::start, .token = token, .occurred_at = occurred_at});
  places.start = std::prev(waiting_.end());
  let_cancel(token);
  return pushed;
}

void Outbox::begin(const std::shared_ptr<TrackedToken>& token) {
  const std::lock_guard lock(lock_);
  let_cancel(token);
}

void Outbox::let_cancel(const std::shared_ptr<TrackedToken>& token) {
  token->places().begun = true;
  if (const auto early = std::move(token->places().early)) push_cancel_now(token, std::move(*early));
}

Outbox::Pushed Outbox::push_executed(const std::shared_ptr<TrackedToken>& token, Timestamp occurred_at) {
  const std::lock_guard lock(lock_);
  OutboxPlaces& places = token->places();
  if (places.dropped) return Pushed::dropped;
  if (!make_room()) {
    ++statistics_.dropped_details;
    return Pushed::dropped;
  }
  const Pushed pushed = push({.kind = OutboxEntry::Kind::executed, .token = token, .occurred_at = occurred_at});
  places.executed = std::prev(waiting_.end());
  places.detail = details_.insert(details_.end(), token.get());
  return pushed;
}

Outbox::PushedFinish Outbox::push_finish(const std::shared_ptr<TrackedToken>& token, Timestamp occurred_at,
                                         Outcome outcome, std::optional<std::string> error,
                                         std::optional<std::string> result) {
  const std::lock_guard lock(lock_);
  OutboxPlaces& places = token->places();
  if (places.dropped) return {Pushed::dropped};
  const bool no_room = !has_room_for(result);
  if (no_room) ++statistics_.dropped_results;
  const bool kept = result && !no_room;
  const Pushed pushed = push({.kind = OutboxEntry::Kind::finish,
                              .token = token,
                              .occurred_at = occurred_at,
                              .outcome = outcome,
                              .error = std::move(error),
                              .result = kept ? std::make_unique<std::string>(*std::move(result)) : nullptr});
  places.finish = std::prev(waiting_.end());
  if (places.start && !places.keep) places.whole = whole_.insert(whole_.end(), token.get());
  return {pushed, no_room};
}

bool Outbox::has_room_for(const std::optional<std::string>& result) const {
  return !result || result->size() <= options_.result_bytes - std::min(options_.result_bytes, result_bytes_);
}

Outbox::Pushed Outbox::push_cancel(const std::shared_ptr<TrackedToken>& token, CancelToken command) {
  const std::lock_guard lock(lock_);
  if (token && token->places().dropped) return Pushed::dropped;
  if (token && token->is_ours() && !token->places().begun) {
    token->places().early = std::make_unique<CancelToken>(std::move(command));
    return Pushed::waiting;
  }
  return push_cancel_now(token, std::move(command));
}

Outbox::Pushed Outbox::push_creation(const std::shared_ptr<TrackedToken>& token, CreateToken command) {
  const std::lock_guard lock(lock_);
  const Pushed pushed =
      push({.token = token, .command = std::make_unique<CommandBody>(std::move(command)), .droppable = false});
  let_cancel(token);
  return pushed;
}

Outbox::Pushed Outbox::push_cancel_now(const std::shared_ptr<TrackedToken>& token, CancelToken command) {
  if (token) {
    token->places().keep = true;
    leave(whole_, token->places().whole);
  }
  return push({.token = token, .command = std::make_unique<CommandBody>(std::move(command)), .droppable = false});
}

Outbox::Pushed Outbox::push_command(OutboxEntry entry) {
  const std::lock_guard lock(lock_);
  if (entry.droppable && !make_room()) return Pushed::dropped;
  const WaitPoint give_up = entry.give_up;
  const Pushed pushed = push(std::move(entry));
  if (give_up != WaitPoint::max()) ending_.emplace(give_up, std::prev(waiting_.end()));
  return pushed;
}

void Outbox::push_front(std::vector<OutboxEntry> entries) {
  const std::lock_guard lock(lock_);
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    entry->number = 0;
    if (entry->kind == OutboxEntry::Kind::start) ++starts_;
    waiting_.push_front(std::move(*entry));
  }
}

// What may be dropped, in the order that OutboxOptions says.
bool Outbox::make_room() {
  while (waiting_.size() >= options_.limit) {
    if (!details_.empty()) {
      OutboxPlaces& places = details_.front()->places();
      ++statistics_.dropped_details;
      erase(places.executed);
    } else if (!whole_.empty()) {
      drop_whole(*whole_.front());
    } else {
      return false;
    }
  }
  return true;
}

void Outbox::drop_whole(TrackedToken& token) {
  OutboxPlaces& places = token.places();
  const std::shared_ptr<TrackedToken> kept = token.shared_from_this();  // its entries may hold the last references
  places.dropped = true;
  ++statistics_.dropped_operations;
  erase(places.executed);
  erase(places.start);
  erase(places.finish);
}

bool Outbox::keep(TrackedToken& token) {
  const std::lock_guard lock(lock_);
  OutboxPlaces& places = token.places();
  if (places.dropped) return false;
  places.keep = true;
  leave(whole_, places.whole);
  return true;
}

void Outbox::drop(TrackedToken& token) {
  const std::lock_guard lock(lock_);
  const std::shared_ptr<TrackedToken> kept = token.shared_from_this();
  OutboxPlaces& places = token.places();
  places.dropped = true;
  erase(places.executed);
  erase(places.finish);
}

void Outbox::erase(OutboxPlaces::Place& place) {
  if (!place) return;
  const Entries::iterator entry = *place;
  left_waiting(entry);
  waiting_.erase(entry);
  settled_.notify_all();
}

// The entry is about to leave the queue: nothing may point to it any more.
void Outbox::left_waiting(Entries::iterator entry) {
  result_bytes_ -= size_of_result(*entry);
  if (entry->give_up != WaitPoint::max()) {
    const auto [from, to] = ending_.equal_range(entry->give_up);
    const auto found = std::find_if(from, to, [&](const auto& ending) { return ending.second == entry; });
    if (found != to) ending_.erase(found);
  }
  if (entry->kind == OutboxEntry::Kind::command) return;
  OutboxPlaces& places = entry->token->places();
  leave(whole_, places.whole);
  switch (entry->kind) {
    case OutboxEntry::Kind::start:
      --starts_;
      places.start.reset();
      break;
    case OutboxEntry::Kind::executed:
      leave(details_, places.detail);
      places.executed.reset();
      break;
    default:
      places.finish.reset();
  }
}

std::vector<OutboxEntry> Outbox::take(std::size_t most) {
  std::vector<OutboxEntry> taken;
  const std::lock_guard lock(lock_);
  while (taken.size() < most && !waiting_.empty()) {
    left_waiting(waiting_.begin());
    on_their_way_.push_back(waiting_.front().number);
    taken.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return taken;
}

void Outbox::settled(bool refused) {
  const std::lock_guard lock(lock_);
  on_their_way_.pop_front();
  ++statistics_.delivered;
  if (refused) ++statistics_.refused;
  settled_.notify_all();
}

void Outbox::put_back(std::vector<OutboxEntry> entries) {
  const std::lock_guard lock(lock_);
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    on_their_way_.pop_back();
    if (entry->kind == OutboxEntry::Kind::start) ++starts_;
    if (!entry->done) entry->give_up = WaitPoint::max();  // nobody waits for it any more
    const WaitPoint give_up = entry->give_up;
    result_bytes_ += size_of_result(*entry);
    waiting_.push_front(std::move(*entry));
    if (give_up != WaitPoint::max()) ending_.emplace(give_up, waiting_.begin());
  }
}

std::vector<OutboxEntry> Outbox::take_overdue(WaitPoint now) {
  std::vector<OutboxEntry> overdue;
  const std::lock_guard lock(lock_);
  while (!ending_.empty() && ending_.begin()->first <= now) {
    const Entries::iterator entry = ending_.begin()->second;
    left_waiting(entry);
    overdue.push_back(std::move(*entry));
    waiting_.erase(entry);
  }
  if (!overdue.empty()) settled_.notify_all();
  return overdue;
}

WaitPoint Outbox::next_overdue() const {
  const std::lock_guard lock(lock_);
  return ending_.empty() ? WaitPoint::max() : ending_.begin()->first;
}

std::uint64_t Outbox::last_number() const {
  const std::lock_guard lock(lock_);
  return last_number_;
}

std::uint64_t Outbox::settled_up_to() const {
  const std::lock_guard lock(lock_);
  return settled_number();
}

bool Outbox::wait_settled(std::uint64_t number, WaitPoint until) {
  std::unique_lock lock(lock_);
  settled_.wait_until(lock, until, [&] { return ended_ || settled_number() >= number; });
  return settled_number() >= number;
}

void Outbox::end_waiting() {
  {
    const std::lock_guard lock(lock_);
    ended_ = true;
  }
  settled_.notify_all();
}

std::uint64_t Outbox::settled_number() const {
  std::uint64_t first_open = last_number_ + 1;
  if (!waiting_.empty()) first_open = std::min(first_open, waiting_.front().number);
  if (!on_their_way_.empty()) first_open = std::min(first_open, on_their_way_.front());
  return first_open == 0 ? 0 : first_open - 1;
}

bool Outbox::has_start() const {
  const std::lock_guard lock(lock_);
  return starts_ != 0;
}

bool Outbox::is_empty() const {
  const std::lock_guard lock(lock_);
  return waiting_.empty() && on_their_way_.empty();
}

OutboxStatistics Outbox::statistics() const {
  const std::lock_guard lock(lock_);
  OutboxStatistics statistics = statistics_;
  statistics.waiting = waiting_.size() + on_their_way_.size();
  return statistics;
}

}  // namespace cancel::client
