#include "runtime/parents.hpp"

namespace cancel::client {

namespace {

// The daemon knows it by this name; or, where it is told nothing of this operation, by what that hangs under.
void add_name(Core& core, Parents& found, TrackedToken& token) {
  if (core.outbox().keep(token)) return found.names.push_back(token.name());
  const auto* operation = std::get_if<StartOperation>(&token.role());
  if (operation == nullptr) return;
  found.names.insert(found.names.end(), operation->parents.begin(), operation->parents.end());
}

void add(Core& core, Parents& found, const TokenName& name) {
  detail::NodeReference node = core.registry().find(name);
  if (!node) return found.names.push_back(name);
  add_name(core, found, *tracked(node));
  found.tokens.emplace_back(std::move(node));
}

void add(Core& core, Parents& found, const std::string& id) {
  add(core, found, TokenName{core.options().space, id});
}

void add(Core& core, Parents& found, const CancellationToken& token) {
  if (!token.node()) return;
  found.tokens.push_back(token);
  TrackedToken* named = tracked(token.node());
  if (named != nullptr && named->belongs_to(core)) add_name(core, found, *named);
}

}  // namespace

Parents find_parents(Core& core, const std::vector<Parent>& parents) {
  Parents found;
  for (const Parent& parent : parents) {
    std::visit([&](const auto& content) { add(core, found, content); }, parent.content());
  }
  return found;
}

void append(Parents& parents, const Parents& more) {
  parents.tokens.insert(parents.tokens.end(), more.tokens.begin(), more.tokens.end());
  parents.names.insert(parents.names.end(), more.names.begin(), more.names.end());
}

}  // namespace cancel::client
