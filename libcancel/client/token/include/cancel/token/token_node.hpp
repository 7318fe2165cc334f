#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

// What tokens, sources and callbacks share, as far as the fast paths need to see it. Not for users.

namespace cancel::detail {

class Node;

inline constexpr std::uint32_t requested_bit = 1;
inline constexpr std::uint32_t noticed_bit = 8;     // whoever holds the token has been told
inline constexpr std::uint32_t announced_bit = 16;  // its observer has been told that it is cancelled

// The part of a Node that is read without a lock.
struct NodeFlags {
  std::atomic<std::uint32_t> reached{0};     // bits of Stage, never cleared, and those above
  std::atomic<std::uint32_t> references{1};  // the node dies with the last one
};

void destroy(NodeFlags* node) noexcept;
void notice(NodeFlags& node) noexcept;

// Counts references to a node. Copying costs one atomic addition.
class NodeReference {
 public:
  NodeReference() = default;
  // Takes over one reference that is counted already.
  static NodeReference adopt(NodeFlags* node) { return NodeReference(node); }

  NodeReference(const NodeReference& other) noexcept : node_(other.node_) {
    if (node_ != nullptr) node_->references.fetch_add(1, std::memory_order_relaxed);
  }
  NodeReference(NodeReference&& other) noexcept : node_(std::exchange(other.node_, nullptr)) {}
  NodeReference& operator=(NodeReference other) noexcept {
    std::swap(node_, other.node_);
    return *this;
  }
  ~NodeReference() {
    if (node_ != nullptr && node_->references.fetch_sub(1, std::memory_order_acq_rel) == 1) destroy(node_);
  }

  explicit operator bool() const noexcept { return node_ != nullptr; }
  NodeFlags* flags() const noexcept { return node_; }
  Node* get() const noexcept;  // defined where Node is
  bool operator==(const NodeReference&) const = default;

 private:
  explicit NodeReference(NodeFlags* node) : node_(node) {}

  NodeFlags* node_ = nullptr;
};

}  // namespace cancel::detail
