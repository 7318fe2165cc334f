#include "runtime/parents.hpp"

namespace cancel::client {

namespace {

void add(Core& core, Parents& found, const TokenName& name) {
  found.names.push_back(name);
  if (detail::NodeReference node = core.registry().find(name)) found.tokens.emplace_back(std::move(node));
}

void add(Core& core, Parents& found, const std::string& id) {
  add(core, found, TokenName{core.options().space, id});
}

void add(Core& core, Parents& found, const CancellationToken& token) {
  if (!token.node()) return;
  found.tokens.push_back(token);
  const TrackedToken* named = tracked(token.node());
  if (named != nullptr && named->belongs_to(core)) found.names.push_back(named->name());
}

}  // namespace

Parents find_parents(Core& core, const std::vector<Parent>& parents) {
  Parents found;
  for (const Parent& parent : parents) {
    std::visit([&](const auto& content) { add(core, found, content); }, parent.content());
  }
  return found;
}

}  // namespace cancel::client
