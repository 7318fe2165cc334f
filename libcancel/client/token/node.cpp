#include "node.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "deadline_thread.hpp"
#include "propagation.hpp"
#include "standard_stop.hpp"

namespace cancel::detail {

struct Node::Edge {
  NodeReference parent;
  Node* child = nullptr;
  Edge* next = nullptr;  // in parent's list; guarded by parent's lock
  Edge* previous = nullptr;
};

struct Node::Extras {
  std::unique_ptr<StopForwarder> forwarder;  // to tokens of the standard library
  std::unique_ptr<StopFollower> follower;    // from one
};

Node* NodeReference::get() const noexcept {
  return static_cast<Node*>(node_);
}

Node::Node(std::shared_ptr<NodeObserver> observer) : observer_(std::move(observer)) {}

NodeReference Node::make(std::span<const CancellationToken> parents, std::shared_ptr<NodeObserver> observer) {
  auto* node = new Node(std::move(observer));
  NodeReference reference = NodeReference::adopt(node);
  node->hang_under(parents);
  return reference;
}

// One that is observed is either born cancelled, or marked afterwards; never something between.
void Node::hang_under(std::span<const CancellationToken> parents) {
  if (parents.empty()) return;
  std::unique_lock lock(propagation_lock(), std::defer_lock);
  if (observer_) lock.lock();
  link(parents);
  take_over_marks();
}

void Node::link(std::span<const CancellationToken> parents) {
  edges_ = std::make_unique<Edge[]>(parents.size());
  for (const CancellationToken& token : parents) {
    if (!token.node()) continue;
    Edge& edge = edges_[edge_count_++];
    edge.parent = token.node();
    edge.child = this;
    Node& parent = *edge.parent.get();
    const std::lock_guard lock(parent.lock_);
    edge.next = parent.first_child_;
    if (edge.next != nullptr) edge.next->previous = &edge;
    parent.first_child_ = &edge;
  }
}

// Whoever cancels a parent from now on finds this node in its list; who did before is seen here.
void Node::take_over_marks() {
  for (const Edge& edge : edges()) {
    const Node& parent = *edge.parent.get();
    if (!parent.has_reached(Stage::requested)) continue;
    mark(Stage::requested, of_descendants(parent.why_));
    if (parent.has_reached(Stage::forced)) mark(Stage::forced, nullptr);
    if (observer_) announce();
  }
}

std::span<const Node::Edge> Node::edges() const {
  return {edges_.get(), edge_count_};
}

std::vector<NodeReference> Node::children() {
  std::vector<NodeReference> found;
  const std::lock_guard lock(lock_);
  for (Edge* edge = first_child_; edge != nullptr; edge = edge->next) {
    if (NodeReference child = edge->child->try_reference()) found.push_back(std::move(child));
  }
  std::reverse(found.begin(), found.end());  // in order of creation
  return found;
}

Node::~Node() {
  extras_.reset();  // from here on nothing comes in from outside
  if (deadline() != far_away) DeadlineThread::instance().forget(*this);
  if (observer_) observer_->on_gone();
  for (std::uint32_t index = 0; index < edge_count_; ++index) {
    Edge& edge = edges_[index];
    Node& parent = *edge.parent.get();
    const std::lock_guard lock(parent.lock_);
    (edge.previous != nullptr ? edge.previous->next : parent.first_child_) = edge.next;
    if (edge.next != nullptr) edge.next->previous = edge.previous;
  }
}

// A chain of nodes may die one after the other, however long it is, so this does not recurse.
void destroy(NodeFlags* node) noexcept {
  thread_local std::vector<Node*>* dying = nullptr;
  if (dying != nullptr) return dying->push_back(static_cast<Node*>(node));
  std::vector<Node*> queue{static_cast<Node*>(node)};
  dying = &queue;
  while (!queue.empty()) {
    Node* next = queue.back();
    queue.pop_back();
    delete next;
  }
  dying = nullptr;
}

NodeReference Node::try_reference() {
  std::uint32_t count = references.load(std::memory_order_relaxed);
  while (count != 0) {
    if (references.compare_exchange_weak(count, count + 1, std::memory_order_relaxed))
      return NodeReference::adopt(this);
  }
  return {};
}

NodeReference Node::reference() {
  references.fetch_add(1, std::memory_order_relaxed);
  return NodeReference::adopt(this);
}

bool Node::mark(Stage stage, const std::shared_ptr<const Cancellation>& why) {
  const std::lock_guard lock(lock_);
  if (has_reached(stage)) return false;
  if (stage == Stage::requested) {
    why_ = why;
    if (why->position != 0) note_position(why->position);
  }
  reached.fetch_or(static_cast<std::uint32_t>(stage), std::memory_order_release);
  return true;
}

void notice(NodeFlags& flags) noexcept {
  std::vector<NodeReference> rising;
  static_cast<Node&>(flags).take_notice(rising);
  while (!rising.empty()) {
    const NodeReference next = std::move(rising.back());
    rising.pop_back();
    next.get()->take_notice(rising);
  }
}

// Rises up to the first that is observed: that one's holder runs what is below it.
void Node::take_notice(std::vector<NodeReference>& rising) {
  if (!has_reached(Stage::requested)) return;
  const std::uint32_t before = reached.fetch_or(noticed_bit, std::memory_order_acq_rel);
  if ((before & noticed_bit) != 0) return;
  if (observer_) {
    if ((before & announced_bit) != 0) observer_->on_noticed();
    return;
  }
  for (const Edge& edge : edges()) rising.push_back(edge.parent);
}

void Node::announce() {
  const std::uint32_t before = reached.fetch_or(announced_bit, std::memory_order_acq_rel);
  if ((before & announced_bit) == 0 && (before & noticed_bit) != 0) observer_->on_noticed();
}

bool Node::forget_notice() {
  return !observer_ && (reached.fetch_and(~noticed_bit, std::memory_order_acq_rel) & noticed_bit) != 0;
}

std::optional<Cancellation> Node::cancellation() const {
  if (!has_reached(Stage::requested)) return std::nullopt;
  Cancellation why = *why_;
  why.position = position_.load(std::memory_order_relaxed);
  if (has_reached(Stage::forced)) why.mode = Mode::force;
  return why;
}

bool Node::set_deadline(DeadlineClock::time_point deadline) {
  auto present = deadline_.load(std::memory_order_relaxed);
  while (deadline < present) {
    if (deadline_.compare_exchange_weak(present, deadline, std::memory_order_relaxed)) return true;
  }
  return false;
}

// Ways up part at nodes with several parents, so to pass each of those once is enough to keep this from growing with
// the number of ways.
DeadlineClock::time_point Node::earliest_deadline() const {
  auto earliest = deadline();
  std::vector<const Node*> above{this};
  std::unordered_set<const Node*> passed;
  while (!above.empty()) {
    const Node& node = *above.back();
    above.pop_back();
    if (node.edge_count_ > 1 && !passed.insert(&node).second) continue;
    earliest = std::min(earliest, node.deadline());
    for (const Edge& edge : node.edges()) above.push_back(edge.parent.get());
  }
  return earliest;
}

Node::Extras& Node::extras() {
  if (!extras_) extras_ = std::make_unique<Extras>();
  return *extras_;
}

std::stop_token Node::stop_token() {
  auto fresh = std::make_unique<StopForwarder>();
  StopForwarder* forwarder = nullptr;
  {
    const std::lock_guard lock(lock_);
    Extras& present = extras();
    if (present.forwarder) return present.forwarder->token();
    if (has_reached(Stage::requested)) fresh->stop();  // nobody else ever sees it otherwise
    present.forwarder = std::move(fresh);
    forwarder = present.forwarder.get();
  }
  forwarder->begin(*this);
  return forwarder->token();
}

void Node::follow(std::stop_token parent, Cause cause) {
  extras().follower = std::make_unique<StopFollower>(std::move(parent), *this, cause);
}

}  // namespace cancel::detail
