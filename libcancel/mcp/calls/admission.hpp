#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "calls/worker_pool.hpp"
#include "cancel/token/cancellation_token.hpp"

namespace cancel::mcp {

// What a call needs besides a thread.
struct CallNeeds {
  std::string limited{};  // names a limit: at most `max_concurrent` calls that name it run at once
  std::optional<std::size_t> max_concurrent{};
  std::string exclusive{};  // names a lock: one call that names it runs at a time
};

// The one place where calls wait: for a thread, for a limit of their tool, for a lock that tools share. First come,
// first served among those that need the same; a call that waits for one thing holds nothing meanwhile, and keeps no
// thread. A cancelled call leaves the queue at once, and nobody behind it notices more than that it is sooner their
// turn.
//
// Thread-safe.
class Admission {
 public:
  Admission(WorkerPool& pool, std::size_t max_waiting);
  ~Admission();  // nothing may be waiting or running any more

  // Exactly one of the two is called, once: `run`, on a thread of the pool, when the call's turn has come; or `left`,
  // on the thread that cancels, where `token` is cancelled before that (at once, in here, where it is already). Neither
  // throws. False, and neither is called: too many wait already.
  bool submit(CallNeeds needs, const CancellationToken& token, std::function<void()> run, std::function<void()> left);

  std::size_t waiting() const;
  std::size_t running() const;

 private:
  class Queue;
  std::shared_ptr<Queue> queue_;
};

}  // namespace cancel::mcp
