#pragma once

#include <span>
#include <unordered_map>
#include <vector>

#include "cancel/domain/events.hpp"
#include "cancel/domain/views.hpp"

namespace cancel {

// What one append has to know of each of its tokens: where the token's previous event is, and whether its description
// changes. Refers to the batch's rows, which must outlive it. Not thread-safe.
class BatchChains {
 public:
  struct Chain {
    TokenKey key = 0;
    bool is_new = false;     // its first event is in this batch
    bool described = false;  // so is an event that says what the token is
    bool has_last = false;   // `last` is known
    Position last = 0;       // of the token's last event so far, 0 where there is none
  };

  BatchChains(std::span<const TokenView> tokens, Position expected_head);

  // The chain of an event's token. Every token with an event in the batch has a row in it. Cost: none where an append's
  // events come in the order of its rows, else that of a look-up.
  Chain& of(const Event& event);
  // The chain of the row with this index.
  const Chain& at(std::size_t row) const { return chains_[row]; }

 private:
  struct Hash {
    std::size_t operator()(const TokenName* name) const { return TokenNameHash{}(*name); }
  };
  struct Equal {
    bool operator()(const TokenName* left, const TokenName* right) const { return *left == *right; }
  };

  std::size_t row_of(const TokenName& name);
  bool is_at(std::size_t row, const TokenName& name) const { return row < tokens_.size() && tokens_[row].name == name; }
  std::size_t search(const TokenName& name);

  std::span<const TokenView> tokens_;
  std::vector<Chain> chains_;
  std::size_t present_ = 0;                                              // the row of the last event
  std::unordered_map<const TokenName*, std::size_t, Hash, Equal> rows_;  // filled when it is first needed
};

}  // namespace cancel
