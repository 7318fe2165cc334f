#pragma once

#include <chrono>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "cancel/token/cancellation.hpp"
#include "cancel/token/cancellation_callback.hpp"
#include "cancel/token/node_observer.hpp"
#include "cancel/token/token_node.hpp"
#include "small_lock.hpp"

namespace cancel::detail {

using DeadlineClock = std::chrono::steady_clock;

// Whoever marks holds it, so that of two cancellations that reach the same nodes, the second finds all marks of the
// first.
std::mutex& propagation_lock();

// What stands behind a token: its marks, why they were made, whom it hangs under, what hangs under it, and who wants to
// be called. Thread-safe.
//
//     parent  ◄── kept alive by its children ──  child
//     parent  ── knows, does not keep alive ──►  child
//
// Edges are made only together with the child, so the graph has no cycle and a new child has nothing below it.
//
// Locks: whoever marks holds the propagation lock; inside it a node's lock may be taken, one at a time, and then what
// an observer takes. No lock is held while a callback runs, and none of these while a node dies.
class Node : public NodeFlags {
 public:
  static NodeReference make(std::span<const CancellationToken> parents,
                            std::shared_ptr<NodeObserver> observer = nullptr);

  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  bool has_reached(Stage stage) const {
    return (reached.load(std::memory_order_acquire) & static_cast<std::uint32_t>(stage)) != 0;
  }
  std::optional<Cancellation> cancellation() const;
  NodeObserver* observer() const { return observer_.get(); }

  // Its observer has heard of the first mark; whoever noticed that before is told of now.
  void announce();
  // Something above was cancelled only now: so that whoever asks this one again is seen to notice that as well. Whether
  // that had to be done; below one that nobody noticed, nobody did. Nothing for one that is observed.
  bool forget_notice();

  // The position of its CancellationRequested, once that is known.
  void note_position(Position position) { position_.store(position, std::memory_order_relaxed); }

  // Never later than one that it has. True where it changed.
  bool set_deadline(DeadlineClock::time_point deadline);
  DeadlineClock::time_point deadline() const { return deadline_.load(std::memory_order_relaxed); }
  // The earliest of its own and those above it; far_away: none.
  DeadlineClock::time_point earliest_deadline() const;
  static constexpr DeadlineClock::time_point far_away = DeadlineClock::time_point::max();

  std::stop_token stop_token();
  // Becomes cancelled when `parent` is stopped. To be called before anybody else knows the node.
  void follow(std::stop_token parent, Cause cause);

  // A reference, unless the node is dying. The caller knows that its memory is still there.
  NodeReference try_reference();
  // A further reference, by somebody whom one keeps it alive for.
  NodeReference reference();

 private:
  friend class CallbackBase;
  friend class Propagation;
  friend void destroy(NodeFlags* node) noexcept;
  friend void notice(NodeFlags& node) noexcept;

  struct Edge;    // one parent of one child, in the parent's list
  struct Extras;  // what few nodes have

  explicit Node(std::shared_ptr<NodeObserver> observer);
  ~Node();

  void hang_under(std::span<const CancellationToken> parents);
  void link(std::span<const CancellationToken> parents);
  void take_over_marks();
  std::span<const Edge> edges() const;
  std::vector<NodeReference> children();
  Extras& extras();
  void take_notice(std::vector<NodeReference>& rising);

  // Whether this call made the mark. The first one's `why` is kept.
  bool mark(Stage stage, const std::shared_ptr<const Cancellation>& why);

  bool enter(CallbackBase& callback);  // false: the stage has been reached already
  void leave(CallbackBase& callback) noexcept;
  void withdraw(CallbackBase& callback) noexcept;
  CallbackBase*& ring_of(Stage stage);
  void run_callbacks(Stage stage, bool prompt_only);
  CallbackBase* begin_next(Stage stage, bool prompt_only);
  void run(CallbackBase& callback);

  mutable SmallLock lock_;
  std::uint32_t edge_count_ = 0;
  std::unique_ptr<Edge[]> edges_;
  Edge* first_child_ = nullptr;
  std::shared_ptr<const Cancellation> why_;  // written once, before requested_bit is set
  std::atomic<Position> position_{0};
  CallbackBase* rings_[3] = {};  // of each stage: prompt ones in front, else in order of registration
  std::atomic<DeadlineClock::time_point> deadline_{far_away};
  std::unique_ptr<Extras> extras_;
  const std::shared_ptr<NodeObserver> observer_;
};

}  // namespace cancel::detail
