#include "propagation.hpp"

#include <pthread.h>

#include <mutex>
#include <utility>

namespace cancel::detail {

// Not left behind, held by a thread that does not exist there, in a process that is forked off.
std::mutex& propagation_lock() {
  static std::mutex lock;
  static const int watched = pthread_atfork([] { lock.lock(); }, [] { lock.unlock(); }, [] { lock.unlock(); });
  static_cast<void>(watched);
  return lock;
}

std::shared_ptr<const Cancellation> of_descendants(const std::shared_ptr<const Cancellation>& why) {
  if (why->cause == Cause::parent_cancelled && why->position == 0) return why;
  Cancellation below = *why;
  below.cause = Cause::parent_cancelled;
  below.position = 0;
  return std::make_shared<const Cancellation>(std::move(below));
}

bool Propagation::mark(const Reached& reached, const std::shared_ptr<const Cancellation>& why, Mode mode,
                       bool from_log) {
  Node& node = *reached.node.get();
  const bool requested = node.mark(Stage::requested, why);
  const bool forced = mode == Mode::force && node.mark(Stage::forced, nullptr);
  if (requested) marked_.push_back({reached.node, Stage::requested});
  if (forced) marked_.push_back({reached.node, Stage::forced});
  if (!requested && !forced) return false;
  if (node.observer() != nullptr) {
    node.observer()->on_marked(*why, reached.above, from_log);
    node.announce();
  }
  return true;
}

Propagation Propagation::cancel(const NodeReference& root, Cancellation why, Origin origin) {
  Propagation propagation;
  const Mode mode = why.mode;
  const auto own = std::make_shared<const Cancellation>(std::move(why));
  std::shared_ptr<const Cancellation> below;
  std::vector<Reached> queue{{root, nullptr}};  // outlives the lock, as no node may die under it
  {
    const std::lock_guard lock(propagation_lock());
    propagation.first_ = !root.get()->has_reached(Stage::requested);
    for (std::size_t next = 0; next < queue.size(); ++next) {
      const Reached reached = queue[next];
      const bool is_root = next == 0;
      const bool marked = propagation.mark(reached, is_root ? own : below, mode, is_root && origin == Origin::log);
      if (!marked && (is_root || !reached.node.get()->forget_notice())) continue;
      std::vector<NodeReference> children = reached.node.get()->children();
      if (!below && !children.empty()) below = of_descendants(own);
      for (NodeReference& child : children) queue.push_back({std::move(child), reached.node.get()->observer()});
    }
  }
  propagation.run_prompt();
  return propagation;
}

Propagation Propagation::complete(const NodeReference& node) {
  Propagation propagation;
  if (!node.get()->has_reached(Stage::requested)) return propagation;
  propagation.first_ = node.get()->mark(Stage::completed, nullptr);
  if (propagation.first_) propagation.marked_.push_back({node, Stage::completed});
  propagation.run_prompt();
  return propagation;
}

void Propagation::run_prompt() {
  for (const Marked& marked : marked_) marked.node.get()->run_callbacks(marked.stage, true);
}

void Propagation::run() {
  for (const Marked& marked : marked_) marked.node.get()->run_callbacks(marked.stage, false);
}

}  // namespace cancel::detail
