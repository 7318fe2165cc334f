#pragma once

#include <memory>
#include <vector>

#include "node.hpp"

namespace cancel::detail {

enum class Origin { here, log };

// What descendants are told: the same, by way of their parent. Shares the text.
std::shared_ptr<const Cancellation> of_descendants(const std::shared_ptr<const Cancellation>& why);

// One cancellation on its way down: first everything is marked, then callbacks run. A value; not thread-safe.
class Propagation {
 public:
  // Marks `root` and all that hangs under it, breadth first, and runs the prompt callbacks. With mode force, what was
  // cancelled before is escalated. Does not block.
  static Propagation cancel(const NodeReference& root, Cancellation why, Origin origin);
  // Marks `node` alone as complete, if it is cancelled.
  static Propagation complete(const NodeReference& node);

  // Whether it made the first mark on the root.
  bool first() const { return first_; }
  // Whether there is anything for run() to do.
  bool empty() const { return marked_.empty(); }

  // Calls all other callbacks, on this thread.
  void run();

 private:
  struct Marked {
    NodeReference node;
    Stage stage;
  };
  struct Reached {
    NodeReference node;
    const NodeObserver* above;
  };

  bool mark(const Reached& reached, const std::shared_ptr<const Cancellation>& why, Mode mode, bool from_log);
  void run_prompt();

  std::vector<Marked> marked_;
  bool first_ = false;
};

}  // namespace cancel::detail
