#include "dashboard/token_tree.hpp"

#include <catch2/catch.hpp>

#include "json_shape.hpp"

using namespace cancel;
using namespace cancel::dashboard;
using Names = std::vector<std::string>;

namespace {

std::vector<TokenName> names(const Names& ids) {
  std::vector<TokenName> names;
  for (const std::string& id : ids) names.push_back({"default", id});
  return names;
}

TreeNode shared(const std::string& id, const Names& parents = {}) {
  TreeNode node;
  node.name.id = id;
  node.parents = names(parents);
  return node;
}

OperationView operation(const std::string& id, const Names& parents) {
  OperationView view;
  view.name.id = id;
  view.parents = names(parents);
  return view;
}

LookUp knows(std::vector<TreeNode> nodes) {
  return [nodes](const TokenName& name) -> std::optional<TreeNode> {
    for (const TreeNode& node : nodes) {
      if (node.name == name) return node;
    }
    return std::nullopt;
  };
}

Names ids(const std::vector<TreeNode>& nodes) {
  Names ids;
  for (const TreeNode& node : nodes) ids.push_back(node.name.id);
  return ids;
}

}  // namespace

TEST_CASE("a tree has the ancestors, the nearest first", "[dashboard]") {
  const auto tree =
      grow_tree(shared("root", {"a", "b"}), {}, knows({shared("a", {"top"}), shared("b"), shared("top")}));
  CHECK(tree.ancestors == names({"a", "b", "top"}));
  CHECK(ids(tree.nodes) == Names{"root", "a", "b", "top"});
  CHECK_FALSE(tree.truncated);
}

TEST_CASE("a tree has what runs under its root, and what lies between", "[dashboard]") {
  const auto tree = grow_tree(shared("root"), {operation("work", {"between", "elsewhere"})},
                              knows({shared("between", {"root"}), shared("elsewhere")}));
  CHECK(ids(tree.nodes) == Names{"root", "work", "between"});
  CHECK(tree.nodes[1].running);
  CHECK(tree.ancestors.empty());
}

TEST_CASE("an operation can be the root of its own tree", "[dashboard]") {
  const auto tree = grow_tree(shared("work", {"group"}), {operation("work", {"group"})}, knows({shared("group")}));
  CHECK(ids(tree.nodes) == Names{"work", "group"});
  CHECK(tree.nodes[0].running);
}

TEST_CASE("ancestors of which nothing is known are named", "[dashboard]") {
  const auto tree = grow_tree(shared("root", {"gone"}), {}, knows({}));
  CHECK(tree.ancestors == names({"gone"}));
  CHECK(ids(tree.nodes) == Names{"root"});
}

TEST_CASE("a tree has a bounded number of nodes", "[dashboard]") {
  std::vector<OperationView> operations;
  for (std::size_t count = 0; count < 2 * most_tree_nodes; ++count) {
    operations.push_back(operation("o" + std::to_string(count), {"root"}));
  }
  const auto tree = grow_tree(shared("root", {"top"}), operations, knows({shared("top")}));
  CHECK(tree.nodes.size() == most_tree_nodes);
  CHECK(tree.truncated);
  CHECK(test::Parsed(tree_json(tree)).ids("nodes").size() == most_tree_nodes);
}
