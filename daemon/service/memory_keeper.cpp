#include "memory_keeper.hpp"

#include <algorithm>

#include "cancel/domain/queries.hpp"
#include "log_queries.hpp"

namespace cancel {
namespace {

constexpr std::size_t step = 512;  // tokens that one step looks at

bool is_final(const TokenView& token) {
  switch (token.state) {
    case TokenState::completed:
    case TokenState::released: return true;
    case TokenState::expired: return !token.cancelled();
    default: return false;
  }
}

bool is_remembered(const State& state, const Event& event) {
  return event.command_id && state.carried_out(*event.command_id);
}

}  // namespace

void MemoryKeeper::note(const Token& token, Moment moment) {
  if (token.settled()) settled_.push_back({moment + options_.keep_ended, token.key});
}

bool MemoryKeeper::may_leave(const Token* token) const {
  return token && token->settled() && token->kin().children.empty();
}

std::size_t MemoryKeeper::archive_some(State& state, EventLog& log, Moment moment) {
  std::vector<TokenView> leaving;
  std::vector<TokenKey> keys;
  std::size_t looked = 0;
  while (!settled_.empty() && settled_.front().due <= moment && looked < step) {
    ++looked;
    const TokenKey key = settled_.front().key;
    settled_.pop_front();
    const Token* token = state.find(key);
    if (!may_leave(token) || (!keys.empty() && keys.back() == key)) continue;
    leaving.push_back(view(*token));
    keys.push_back(key);
  }
  if (!leaving.empty()) log.archive(leaving);
  for (const TokenKey key : keys) {
    if (!may_leave(state.find(key))) continue;
    for (const TokenKey parent : state.forget(key)) {
      if (const Token* above = state.find(parent); may_leave(above)) note(*above, moment);
    }
  }
  return looked;
}

std::size_t MemoryKeeper::prune_some(const State& state, EventLog& log, Timestamp now) {
  if (options_.retention.count() == 0) return 0;
  // The last event always stays: it says where the numbers go on.
  if (!pruning_) pruning_ = Pruning{std::min(last_before(log, now - options_.retention) + 1, log.head()), 0};
  const auto tokens = log.list_tokens(pruning_->after, TokenFilter{}, step);
  if (tokens.empty() || tokens.front().key >= pruning_->before) {
    pruning_.reset();
    return 0;
  }
  pruning_->after = tokens.back().key;
  prune_old(state, log, tokens);
  return tokens.size();
}

// Session events stay, and whatever a command id that is still remembered has caused: a repetition is answered from it.
void MemoryKeeper::prune_old(const State& state, EventLog& log, const std::vector<TokenView>& tokens) {
  std::vector<TokenKey> old;
  State counted;
  for (const TokenView& token : tokens) {
    if (state.find(token.key) || !is_final(token) || token.position >= pruning_->before) continue;
    const auto events = log.read_token(token.name);
    if (std::any_of(events.begin(), events.end(), [&](const Event& event) { return is_remembered(state, event); })) {
      continue;
    }
    for (const Event& event : events) evolve(counted, event);
    old.push_back(token.key);
  }
  if (old.empty() && pruning_->before <= log.first()) return;
  Statistics removed = log.removed();
  removed.merge(counted.statistics());
  log.prune(old, pruning_->before, removed);
}

}  // namespace cancel
