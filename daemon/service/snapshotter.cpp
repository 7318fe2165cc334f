#include "snapshotter.hpp"

#include <algorithm>
#include <string_view>

namespace cancel {
namespace {

constexpr std::size_t most_of_a_step = 4'096;
constexpr Moment longest_step = std::chrono::milliseconds{1};
constexpr std::size_t look_at_clock_every = 32;

// A snapshot in which so many tokens and commands were put, beside those that there are, and as many again, has to end.
constexpr std::uint64_t enough = 50'000;

// FNV-1a: its values stand in files, never to change.
class Fingerprint {
 public:
  Fingerprint& add(std::uint64_t word) {
    for (int byte = 0; byte < 8; ++byte) mix(static_cast<unsigned char>(word >> (8 * byte)));
    return *this;
  }
  Fingerprint& add(std::string_view text) {
    for (const char character : text) mix(static_cast<unsigned char>(character));
    return add(std::uint64_t{text.size()});
  }
  std::uint64_t value() const { return value_; }

 private:
  void mix(unsigned char byte) { value_ = (value_ ^ byte) * 0x00000100000001B3; }
  std::uint64_t value_ = 0xCBF29CE484222325;
};

std::optional<std::uint64_t> fingerprint_at(const EventLog& log, Position position) {
  if (position == 0) return std::nullopt;
  const auto events = log.read_after(position - 1, 1);
  if (events.empty() || events.front().position != position) return std::nullopt;
  const Event& event = events.front();
  return Fingerprint()
      .add(event.position)
      .add(event.version)
      .add(static_cast<std::uint64_t>(event.time.time_since_epoch().count()))
      .add(static_cast<std::uint64_t>(event.data.index()))
      .add(event.token.space)
      .add(event.token.id)
      .value();
}

// Events after the snapshot that retention has removed would be missing in what is computed from it.
bool fits(const SnapshotPlace& place, const EventLog& log) {
  if (place.log_id != log.id() || place.position > log.head() || log.first() > place.position + 1) return false;
  return fingerprint_at(log, place.position) == place.fingerprint;
}

// Whether retention has left this token in the log.
bool holds(const EventLog& log, TokenKey token) {
  const auto rows = log.list_tokens(token - 1, {}, 1);
  return !rows.empty() && rows.front().key == token;
}

}  // namespace

// How much of a step is left.
class Snapshotter::Budget {
 public:
  Budget(const Clock* clock) : clock_(clock), end_(clock ? clock->elapsed() + longest_step : Moment{}) {}

  bool spend() {
    ++spent_;
    if (clock_ == nullptr) return true;
    if (spent_ % look_at_clock_every == 0 && clock_->elapsed() >= end_) spent_ = most_of_a_step;
    return spent_ < most_of_a_step;
  }
  bool left() const { return clock_ == nullptr || spent_ < most_of_a_step; }

 private:
  const Clock* clock_;  // none: no end
  Moment end_;
  std::size_t spent_ = 0;
};

std::optional<State> Snapshotter::load(const EventLog& log, std::size_t remembered_commands) {
  if (every_ == 0) return std::nullopt;
  StateBuilder builder(remembered_commands);
  const auto place = store_.load(builder);
  if (!place || !fits(*place, log)) return std::nullopt;
  for (const TokenKey token : builder.ended_before(log.first())) {
    if (!holds(log, token)) builder.remove(token);
  }
  return builder.finish(place->position);
}

void Snapshotter::rest(Position position, std::uint64_t tokens) {
  phase_ = Phase::resting;
  last_ = position;
  tokens_then_ = tokens;
  passed_ = false;
  changed_.clear();
}

bool Snapshotter::due(const State& state) const {
  const std::uint64_t grown = state.head() - std::min(last_, state.head());
  const bool grown_enough = grown >= std::max(every_, tokens_then_);
  return every_ > 0 && (grown_enough || passed_) && !store_.writing();
}

bool Snapshotter::busy(const State& state) const { return phase_ != Phase::resting || due(state); }

void Snapshotter::begin(const State& state) {
  store_.begin();
  phase_ = Phase::tokens;
  put_up_to_ = 0;
  put_ = 0;
  next_command_ = state.commands().begin();
  changed_.clear();
}

void Snapshotter::step(const State& state, const EventLog& log) {
  if (phase_ == Phase::resting) {
    if (!due(state)) return;
    begin(state);
  }
  Budget budget(&clock_);
  advance(state, log, budget);
}

void Snapshotter::finish(const State& state, const EventLog& log, std::uint64_t least) {
  const std::uint64_t grown = state.head() - std::min(last_, state.head());
  if (every_ == 0 || (grown < std::max<std::uint64_t>(least, 1) && !passed_)) return;
  if (phase_ == Phase::resting) begin(state);
  Budget unlimited(nullptr);
  advance(state, log, unlimited);
}

void Snapshotter::advance(const State& state, const EventLog& log, Budget& budget) {
  if (phase_ == Phase::tokens) put_tokens(state, budget);
  if (phase_ == Phase::commands && budget.left()) put_commands(state, budget);
  if (phase_ == Phase::changes && budget.left()) {
    Budget unlimited(nullptr);
    Budget& allowed = put_ < 2 * state.tokens().size() + enough ? budget : unlimited;
    put_commands(state, allowed);
    put_changes(state, allowed);
    if (allowed.left()) complete(state, log);  // so nothing is left to be put
  }
}

void Snapshotter::put_tokens(const State& state, Budget& budget) {
  for (auto next = state.tokens().upper_bound(put_up_to_); next != state.tokens().end(); ++next) {
    store_.put(next->second);
    ++put_;
    put_up_to_ = next->first;
    if (!budget.spend()) return;
  }
  phase_ = Phase::commands;
}

// Those that were forgotten before their turn came are not missed.
void Snapshotter::put_commands(const State& state, Budget& budget) {
  const CommandMemory& commands = state.commands();
  next_command_ = std::max(next_command_, commands.begin());
  while (next_command_ < commands.end()) {
    const auto& [id, carried_out] = commands.at(next_command_++);
    store_.put(id, carried_out);
    ++put_;
    if (!budget.spend()) return;
  }
  phase_ = Phase::changes;
}

void Snapshotter::put_changes(const State& state, Budget& budget) {
  // New tokens first: what was made since put_tokens() came to its end.
  for (auto next = state.tokens().upper_bound(put_up_to_); next != state.tokens().end(); ++next) {
    store_.put(next->second);
    ++put_;
    put_up_to_ = next->first;
    if (!budget.spend()) return;
  }
  while (!changed_.empty()) {
    const auto first = changed_.begin();
    if (const Token* token = state.find(*first)) store_.put(*token), ++put_;
    changed_.erase(first);
    if (!budget.spend()) return;
  }
}

void Snapshotter::complete(const State& state, const EventLog& log) {
  for (const auto& [id, session] : state.sessions()) store_.put(session);
  store_.put(state.statistics());
  phase_ = Phase::resting;
  const auto fingerprint = fingerprint_at(log, state.head());
  if (!fingerprint) return;
  store_.complete({log.id(), state.head(), *fingerprint});
  last_ = state.head();
  tokens_then_ = state.tokens().size();
  passed_ = false;
}

void Snapshotter::changed(TokenKey token) {
  if (phase_ != Phase::resting && token <= put_up_to_) changed_.insert(token);
}

void Snapshotter::removed(TokenKey token) {
  if (phase_ == Phase::resting || token > put_up_to_) return;
  changed_.erase(token);
  store_.put_removed(token);
}

}  // namespace cancel
