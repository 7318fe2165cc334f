#include "runtime/token_registry.hpp"

namespace cancel::client {

using detail::Node;
using detail::NodeReference;

TrackedToken* tracked(const NodeReference& node) {
  return dynamic_cast<TrackedToken*>(node.get()->observer());
}

NodeReference TokenRegistry::find(const TokenName& name) const {
  const std::lock_guard lock(lock_);
  const auto found = nodes_.find(name);
  return found == nodes_.end() ? NodeReference{} : found->second->try_reference();
}

// The node is made without the lock, so one that turns out not to be needed dies without it, too.
TokenRegistry::Entered TokenRegistry::enter(const std::shared_ptr<TrackedToken>& token,
                                            std::span<const CancellationToken> parents) {
  NodeReference node = Node::make(parents, token);
  NodeReference present;
  {
    const std::lock_guard lock(lock_);
    const auto [place, fresh] = nodes_.try_emplace(token->name(), node.get());
    if (fresh) return {std::move(node), true};
    present = place->second->try_reference();
    if (!present) place->second = node.get();  // that one is dying
  }
  if (present) return {std::move(present), false};
  return {std::move(node), true};
}

void TokenRegistry::leave(const TrackedToken& token) {
  const std::lock_guard lock(lock_);
  const auto found = nodes_.find(token.name());
  if (found != nodes_.end() && found->second->observer() == &token) nodes_.erase(found);
}

std::vector<NodeReference> TokenRegistry::all() const {
  std::vector<NodeReference> found;
  const std::lock_guard lock(lock_);
  found.reserve(nodes_.size());
  for (const auto& [name, node] : nodes_) {
    if (NodeReference reference = node->try_reference()) found.push_back(std::move(reference));
  }
  return found;
}

}  // namespace cancel::client
