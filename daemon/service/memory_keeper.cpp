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

}  // namespace

void MemoryKeeper::note(const Token& token, Moment moment) {
  if (token.settled()) settled_.push_back({moment + options_.keep_ended, token.key});
}

bool MemoryKeeper::may_leave(const Token* token) const {
  return token && token->settled() && token->children.empty();
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
  std::vector<TokenKey> old;
  for (const TokenView& token : tokens) {
    const bool in_memory = state.find(token.key) != nullptr;
    if (!in_memory && is_final(token) && token.position < pruning_->before) old.push_back(token.key);
  }
  pruning_->after = tokens.back().key;
  std::vector<std::string> open_sessions;
  for (const auto& [id, session] : state.sessions()) open_sessions.push_back(id);
  if (!old.empty()) log.prune(old, pruning_->before, open_sessions);
  return tokens.size();
}

}  // namespace cancel
