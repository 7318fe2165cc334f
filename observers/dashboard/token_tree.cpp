#include "dashboard/token_tree.hpp"

#include <algorithm>
#include <deque>
#include <set>

#include "dashboard/json_text.hpp"

namespace cancel::dashboard {

namespace {

using Nodes = std::map<TokenName, TreeNode>;

// Adds the ancestors of what waits, the nearest first, and calls `met` for each new one.
template <typename Met>
void climb(std::deque<TokenName> waiting, Nodes& nodes, const LookUp& look_up, Met&& met) {
  std::set<TokenName> seen;
  while (!waiting.empty()) {
    const TokenName name = waiting.front();
    waiting.pop_front();
    if (!seen.insert(name).second) continue;
    auto found = nodes.find(name);
    if (found == nodes.end() && nodes.size() < most_tree_nodes) {
      if (auto node = look_up(name)) found = nodes.emplace(name, *std::move(node)).first;
    }
    met(name);
    if (found == nodes.end()) continue;
    waiting.insert(waiting.end(), found->second.parents.begin(), found->second.parents.end());
  }
}

// Those below the root: that have it, or another one below it, as a parent.
std::set<TokenName> below(const TokenName& root, const Nodes& nodes) {
  std::map<TokenName, std::vector<TokenName>> children;
  for (const auto& [name, node] : nodes) {
    for (const TokenName& parent : node.parents) children[parent].push_back(name);
  }
  std::set<TokenName> found{root};
  std::deque<TokenName> waiting{root};
  while (!waiting.empty()) {
    for (const TokenName& child : children[waiting.front()]) {
      if (found.insert(child).second) waiting.push_back(child);
    }
    waiting.pop_front();
  }
  return found;
}

void write(JsonText& out, const TreeNode& node) {
  out.begin_object();
  out.name_members(node.name);
  out.member("state", node.state);
  out.member("cancelled", node.cancelled);
  out.member("operation", node.operation);
  out.member("tool", node.tool);
  out.member("parents", node.parents);
  out.member("running", node.running);
  out.end_object();
}

}  // namespace

TreeNode node_of(const OperationView& operation) {
  TreeNode node;
  node.name = operation.name;
  node.state = operation.state;
  node.cancelled = operation.cancelled;
  node.operation = true;
  node.running = true;
  node.tool = operation.tool;
  node.parents = operation.parents;
  return node;
}

TreeNode node_of(const TokenView& token) {
  TreeNode node;
  node.name = token.name;
  node.state = token.state;
  node.cancelled = token.cancelled();
  node.operation = token.has_operation;
  node.tool = token.tool;
  node.parents = token.parents;
  return node;
}

TokenTree grow_tree(const TreeNode& root, const std::vector<OperationView>& operations, const LookUp& look_up) {
  TokenTree tree;
  tree.root = root.name;
  Nodes nodes{{root.name, root}};
  std::vector<TokenName> order{root.name};
  std::deque<TokenName> between;
  // Ancestors are few and come first: there is always room for them.
  std::deque<TokenName> parents(root.parents.begin(), root.parents.end());
  climb(parents, nodes, look_up, [&](const TokenName& name) { tree.ancestors.push_back(name); });
  for (const auto& [name, node] : nodes) {
    if (name != root.name) order.push_back(name);
  }
  for (const OperationView& operation : operations) {
    if (operation.name == root.name) {
      nodes[root.name] = node_of(operation);
      continue;
    }
    if (nodes.size() >= most_tree_nodes) {
      tree.truncated = true;
      break;
    }
    if (!nodes.emplace(operation.name, node_of(operation)).second) continue;
    order.push_back(operation.name);
    between.insert(between.end(), operation.parents.begin(), operation.parents.end());
  }
  std::vector<TokenName> met;
  climb(between, nodes, look_up, [&](const TokenName& name) { met.push_back(name); });
  const auto under = below(root.name, nodes);
  for (const TokenName& name : met) {
    if (under.count(name) != 0 && std::find(order.begin(), order.end(), name) == order.end()) order.push_back(name);
  }
  for (const TokenName& name : order) tree.nodes.push_back(nodes.at(name));
  return tree;
}

std::string tree_json(const TokenTree& tree) {
  JsonText out;
  out.begin_object();
  out.member("root", tree.root);
  out.member("ancestors", tree.ancestors);
  out.key("nodes");
  out.begin_array();
  for (const TreeNode& node : tree.nodes) write(out, node);
  out.end_array();
  out.member("truncated", tree.truncated);
  out.end_object();
  return out.take();
}

}  // namespace cancel::dashboard
