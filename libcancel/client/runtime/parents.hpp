#pragma once

#include <vector>

#include "cancel/client/operation.hpp"
#include "runtime/core.hpp"

namespace cancel::client {

// What somebody wants to hang a token under: as tokens of this process, and as names that the daemon knows.
struct Parents {
  std::vector<CancellationToken> tokens;
  std::vector<TokenName> names;
};

Parents find_parents(Core& core, const std::vector<Parent>& parents);

void append(Parents& parents, const Parents& more);

}  // namespace cancel::client
