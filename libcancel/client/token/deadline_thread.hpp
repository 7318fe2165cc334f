#pragma once

#include <condition_variable>
#include <mutex>
#include <set>
#include <utility>
#include <vector>

#include "cancel/token/process.hpp"
#include "node.hpp"

namespace cancel::detail {

// The one thread of the process that cancels tokens whose deadline is over. It marks them and leaves their callbacks to
// the callback thread, so that none of them delays another deadline. Begins with the first deadline, ends with the
// process; a forked process has another one, without the deadlines that were set before. Thread-safe. Cost: O(log n)
// for n deadlines ahead.
class DeadlineThread {
 public:
  static DeadlineThread& instance();

  // To be called where the node's deadline is to become `deadline`, unless it has an earlier one.
  void set(Node& node, DeadlineClock::time_point deadline);
  // The node is dying.
  void forget(Node& node);

 private:
  friend class OncePerProcess<DeadlineThread>;

  DeadlineThread() = default;
  void stop();
  void work();
  std::vector<NodeReference> take_due();
  static void cancel(const std::vector<NodeReference>& due);

  std::mutex lock_;
  std::condition_variable changed_;
  std::set<std::pair<DeadlineClock::time_point, Node*>> ahead_;
  bool stopping_ = false;
  OwnedThread thread_;
};

}  // namespace cancel::detail
