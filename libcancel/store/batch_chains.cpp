#include "batch_chains.hpp"

#include <cassert>

namespace cancel {

BatchChains::BatchChains(std::span<const TokenView> tokens, Position expected_head) : tokens_(tokens) {
  chains_.reserve(tokens.size());
  for (const TokenView& token : tokens) {
    const bool is_new = token.key > expected_head;
    chains_.push_back({token.key, is_new, is_new, is_new, 0});
  }
}

BatchChains::Chain& BatchChains::of(const Event& event) {
  present_ = row_of(event.token);
  return chains_[present_];
}

// An event is mostly one of the same token as the event before it, or of the token in the next row.
std::size_t BatchChains::row_of(const TokenName& name) {
  if (is_at(present_, name)) return present_;
  if (is_at(present_ + 1, name)) return present_ + 1;
  return search(name);
}

std::size_t BatchChains::search(const TokenName& name) {
  if (rows_.empty()) {
    rows_.reserve(tokens_.size());
    for (std::size_t row = 0; row < tokens_.size(); ++row) rows_.emplace(&tokens_[row].name, row);
  }
  const auto row = rows_.find(&name);
  assert(row != rows_.end() && "every token with an event in the batch has a row in it");
  return row->second;
}

}  // namespace cancel
