#pragma once

#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "cancel/domain/names.hpp"
#include "runtime/tracked_token.hpp"
#include "token/node.hpp"

namespace cancel::client {

// The tokens of this process that have a name in the log, for as long as somebody holds them. Thread-safe.
class TokenRegistry {
 public:
  // The live token of that name; empty where there is none.
  detail::NodeReference find(const TokenName& name) const;

  // Makes a token that hangs under `parents`. Where there is one of that name: that one, and `made` is false.
  struct Entered {
    detail::NodeReference node;
    bool made = false;
  };
  Entered enter(const std::shared_ptr<TrackedToken>& token, std::span<const CancellationToken> parents);

  // Its node is being destroyed.
  void leave(const TrackedToken& token);

  std::vector<detail::NodeReference> all() const;

 private:
  mutable std::mutex lock_;
  std::unordered_map<TokenName, detail::Node*, TokenNameHash> nodes_;
};

// What stands behind the token, if it is one with a name.
TrackedToken* tracked(const detail::NodeReference& node);

}  // namespace cancel::client
