#include "batch_chains.hpp"

#include <cassert>

namespace cancel {

BatchChains::BatchChains(std::span<const TokenView> tokens, Position expected_head) {
  chains_.reserve(tokens.size());
  rows_.reserve(tokens.size());
  for (const TokenView& token : tokens) {
    const bool is_new = token.key > expected_head;
    rows_.emplace(&token.name, chains_.size());
    chains_.push_back({token.key, is_new, is_new, is_new, 0});
  }
}

BatchChains::Chain& BatchChains::of(const Event& event) {
  const auto row = rows_.find(&event.token);
  assert(row != rows_.end() && "every token with an event in the batch has a row in it");
  return chains_[row->second];
}

}  // namespace cancel
