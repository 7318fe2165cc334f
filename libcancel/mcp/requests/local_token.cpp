#include "requests/local_token.hpp"

#include <span>
#include <utility>
#include <variant>

#include "cancel/mcp/work.hpp"

namespace cancel::mcp {

CancellationSource local_source(const std::vector<Parent>& parents) {
  std::vector<CancellationToken> tokens;
  for (const Parent& parent : parents) {
    const auto* token = std::get_if<CancellationToken>(&parent.content());
    if (token != nullptr && token->node()) tokens.push_back(*token);
  }
  return CancellationSource(std::span<const CancellationToken>(tokens));
}

TokenName local_name(const std::string& id, const std::optional<std::string>& space) {
  return {space.value_or(std::string(default_namespace)), id.empty() ? random_name() : id};
}

void cancel_source(const CancellationSource& source, CancellationWish wish) {
  source.cancel({std::move(wish.reason), wish.cause, wish.mode, std::move(wish.requested_by)});
}

}  // namespace cancel::mcp
