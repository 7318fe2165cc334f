#include "memory_keeper.hpp"


namespace cancel {
namespace {

constexpr std::size_t step = 512;  // tokens that one step looks at

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
  std::size_t looked = 0;
  for (; !settled_.empty() && (settled_.front().due <= moment || crowded()) && looked < step; ++looked) {
    const TokenKey key = settled_.front().key;
    settled_.pop_front();
    if (!may_leave(state.find(key))) continue;
    forget(state, key, moment);
    left(key);
  }
  return looked;
}

}  // namespace cancel
