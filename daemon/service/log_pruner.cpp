#include "log_pruner.hpp"

#include <algorithm>

#include "log_queries.hpp"
#include "memory_keeper.hpp"

namespace cancel {
namespace {

// One step: so long it looks around, and then it writes.
constexpr Moment longest_look = std::chrono::milliseconds{1};
constexpr std::size_t most_removed = 64;
constexpr std::size_t most_looked_at = 2'048;
constexpr std::size_t rows_at_once = 32;

// Beside commands, so many times as long as a step took passes before the next one.
constexpr int pause = 2;

// Who asks how far it is asks again sooner.
constexpr Moment soon = std::chrono::seconds{10};

bool is_final(const TokenView& token) {
  switch (token.state) {
    case TokenState::completed:
    case TokenState::released:
      return true;
    case TokenState::expired:
      return !token.cancelled();
    default:
      return false;
  }
}

bool is_remembered(const State& state, const Event& event) {
  return event.command_id && state.carried_out(*event.command_id);
}

std::vector<TokenName> parents_in(const std::vector<Event>& events) {
  std::vector<TokenName> parents;
  const auto add = [&](const std::vector<TokenName>& more) { parents.insert(parents.end(), more.begin(), more.end()); };
  for (const Event& event : events) {
    if (const auto* created = std::get_if<TokenCreated>(&event.data)) add(created->parents);
    if (const auto* started = std::get_if<OperationStarted>(&event.data)) add(started->parents);
  }
  return parents;
}

// Whether a live token, one of `names` or above them, counts its time-to-live. Cost: the ancestors.
bool time_counts_above(const State& state, const EventLog& log, std::vector<TokenName> names) {
  for (std::size_t next = 0; next < names.size(); ++next) {
    const TokenName name = names[next];
    const Token* token = state.find(name);
    if (token && token->ttl && token->active() && !token->busy()) return true;
    const auto above = token ? token->kin().parents : parents_in(log.read_token(name));
    for (const TokenName& parent : above) {
      if (std::find(names.begin(), names.end(), parent) == names.end()) names.push_back(parent);
    }
  }
  return false;
}

}  // namespace

// What one step looks at, and what of it can go.
class LogPruner::Step {
 public:
  Step(Pass& pass, const State& state, const EventLog& log, const Forget& forget)
      : pass_(pass), state_(state), log_(log), forget_(forget) {}

  // Looks at the next tokens. False: that were all.
  bool look() {
    const TokenKey again = take_again();
    const auto rows = again ? log_.list_tokens(again - 1, {}, 1) : log_.list_tokens(pass_.after, {}, rows_at_once);
    for (const TokenView& row : rows) {
      if (again && row.key != again) continue;
      if (row.key >= pass_.before) return !pass_.again.empty();
      pass_.after = std::max(pass_.after, row.key);
      ++looked_at_;
      consider(row);
    }
    return again || !rows.empty();
  }

  bool full() const { return looked_at_ >= most_looked_at || tokens_.size() >= most_removed; }

  const std::vector<TokenKey>& tokens() const { return tokens_; }
  const Statistics& counted() const { return counted_.statistics(); }

 private:
  TokenKey take_again() {
    if (pass_.again.empty()) return 0;
    const TokenKey key = pass_.again.back();
    pass_.again.pop_back();
    return key;
  }

  void consider(const TokenView& row) {
    if (!is_final(row) || row.position >= pass_.before || is_chosen(row.key)) return;
    const Token* token = state_.find(row.key);
    if (token && !MemoryKeeper::may_leave(token)) return;
    const auto events = log_.read_token(row.name);
    const auto remembered = [&](const Event& event) { return is_remembered(state_, event); };
    if (std::any_of(events.begin(), events.end(), remembered)) return;
    if (time_counts_above(state_, log_, row.parents)) return;
    choose(row.key, events);
    if (token) leave_memory(row.key);
  }

  bool is_chosen(TokenKey key) const { return std::find(tokens_.begin(), tokens_.end(), key) != tokens_.end(); }

  void choose(TokenKey key, const std::vector<Event>& events) {
    for (const Event& event : events) evolve(counted_, event);
    tokens_.push_back(key);
    pass_.removed_events += events.size();
  }

  void leave_memory(TokenKey key) {
    for (const TokenKey parent : forget_(key)) {
      if (parent <= pass_.after && MemoryKeeper::may_leave(state_.find(parent))) pass_.again.push_back(parent);
    }
  }

  Pass& pass_;
  const State& state_;
  const EventLog& log_;
  const Forget& forget_;
  std::vector<TokenKey> tokens_;
  State counted_;
  std::size_t looked_at_ = 0;
};

void LogPruner::retain(const EventLog& log, Timestamp now) {
  if (options_.retention.count() == 0 || pass_) return;
  const Position before = std::min(last_before(log, now - options_.retention) + 1, log.head());
  if (before > 1) pass_ = Pass{.before = before};
}

PruneReply LogPruner::want(Position before, const EventLog& log) {
  PruneReply reply{before, log.first(), log.head()};
  if (finished_ && finished_->forgotten_at <= clock_.elapsed()) finished_.reset();
  reply.done = before <= 1 || (finished_ && before <= finished_->pass.before);
  if (reply.done) {
    if (finished_) reply.removed_events = finished_->pass.removed_events;
    finished_.reset();
    return reply;
  }
  if (!pass_) pass_ = Pass{};
  if (before > pass_->before) {
    pass_->before = before;
    pass_->after = 0;
  }
  pass_->wanted = true;
  reply.removed_events = pass_->removed_events;
  return reply;
}

std::optional<Moment> LogPruner::next() const {
  if (!pass_) return std::nullopt;
  return next_;
}

std::size_t LogPruner::step(const State& state, EventLog& log, const Forget& forget, bool beside_load) {
  Pass pass = *pass_;  // it counts once the log has it
  Step step(pass, state, log, forget);
  const Moment begun = clock_.elapsed();
  bool more = true;
  while (more && !step.full() && clock_.elapsed() < begun + longest_look) more = step.look();
  if (!step.tokens().empty() || pass.before > log.first()) {
    Statistics removed = log.removed();
    removed.merge(step.counted());
    log.prune(step.tokens(), pass.before, removed);
  }
  const Moment now = clock_.elapsed();
  next_ = beside_load ? now + pause * (now - begun) : now;
  pass_.reset();
  if (more) {
    pass_ = std::move(pass);
  } else if (pass.wanted) {
    finished_ = Finished{std::move(pass), now + soon};
  }
  return step.tokens().size();
}

}  // namespace cancel
