#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cancel/domain/replies.hpp"
#include "cancel/domain/views.hpp"

namespace cancel::dashboard {

// One token in a tree. A value.
struct TreeNode {
  TokenName name{};
  TokenState state = TokenState::active;
  bool cancelled = false;
  bool operation = false;
  bool running = false;
  std::optional<std::string> tool{};
  std::vector<TokenName> parents{};
};

TreeNode node_of(const OperationView& operation);
TreeNode node_of(const TokenView& token);

// The family of a token: its ancestors, and what runs under it with what lies between.
struct TokenTree {
  TokenName root{};
  std::vector<TokenName> ancestors{};  // the nearest first
  std::vector<TreeNode> nodes{};       // the root first
  bool truncated = false;
};

inline constexpr std::size_t most_tree_nodes = 1'000;

// What is known of a token that no operation in view has; nothing where nothing is, or no more shall be asked.
using LookUp = std::function<std::optional<TreeNode>(const TokenName&)>;

// `operations`: all that run under `root`, itself included where it does.
TokenTree grow_tree(const TreeNode& root, const std::vector<OperationView>& operations, const LookUp& look_up);

std::string tree_json(const TokenTree& tree);

}  // namespace cancel::dashboard
