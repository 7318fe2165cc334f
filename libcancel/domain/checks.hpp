#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cancel/domain/errors.hpp"
#include "cancel/domain/refusals.hpp"
#include "cancel/domain/state.hpp"

// What several commands check before they decide.

namespace cancel {

// A token that shall become a parent, and the parameter that named it.
struct WantedParent {
  TokenName name;
  const char* param;
};

// The first thing that is wrong with `wanted` as parents of `child`, in the order given; then whether they close a cycle.
std::optional<Error> check_parents(const State& state, const TokenName& child, const std::vector<WantedParent>& wanted,
                                   bool may_have_ended);

// Their names, each once, in the order given.
std::vector<TokenName> distinct(const std::vector<WantedParent>& wanted);

// Refuses where `used` of `limit` are in use already; 0 is no limit.
std::optional<Error> check_limit(const char* name, std::uint64_t limit, std::uint64_t used);

}  // namespace cancel
