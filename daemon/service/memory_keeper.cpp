#include "memory_keeper.hpp"

namespace cancel {
namespace {

// Tokens that one step looks at. Where too many are in memory it has to be more than a turn settles.
constexpr std::size_t step = 512;
constexpr std::size_t crowded_step = 4'096;

}  // namespace

void MemoryKeeper::note(const Token& token, Moment moment) {
  if (token.settled()) settled_.push_back({moment + options_.keep_ended, token.key});
}

bool MemoryKeeper::may_leave(const Token* token) {
  return token && token->settled() && token->kin().children.empty();
}

std::vector<TokenKey> MemoryKeeper::forget(State& state, TokenKey key, Moment moment) {
  std::vector<TokenKey> parents = state.forget(key);
  for (const TokenKey parent : parents) {
    if (const Token* above = state.find(parent); may_leave(above)) note(*above, moment);
  }
  return parents;
}

std::size_t MemoryKeeper::forget_some(State& state, Moment moment, const std::function<void(TokenKey)>& left) {
  const std::size_t most = crowded() ? crowded_step : step;
  std::size_t looked = 0;
  for (; !settled_.empty() && (settled_.front().due <= moment || crowded()) && looked < most; ++looked) {
    const TokenKey key = settled_.front().key;
    settled_.pop_front();
    if (!may_leave(state.find(key))) continue;
    forget(state, key, moment);
    left(key);
  }
  return looked;
}

}  // namespace cancel
