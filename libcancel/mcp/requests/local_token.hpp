#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cancel/client/operation.hpp"
#include "cancel/token/cancellation_source.hpp"

// Tokens that no daemon knows: what work has where there is no client.

namespace cancel::mcp {

// Under those parents that are tokens of this process.
CancellationSource local_source(const std::vector<Parent>& parents);
TokenName local_name(const std::string& id, const std::optional<std::string>& space);
void cancel_source(const CancellationSource& source, CancellationWish wish);

}  // namespace cancel::mcp
