#include "deadline_thread.hpp"

#include "cancel/token/callback_thread.hpp"
#include "propagation.hpp"

namespace cancel::detail {

// Tokens may be destroyed after static objects, so this one never is; only its thread ends with them.
DeadlineThread& DeadlineThread::instance() {
  static auto* const only = new DeadlineThread;
  static const struct Ending {
    ~Ending() { only->stop(); }
  } ending;
  return *only;
}

void DeadlineThread::stop() {
  if (thread_.runs()) {
    {
      const std::lock_guard lock(lock_);
      stopping_ = true;
    }
    changed_.notify_all();
  }
  thread_.join();
}

void DeadlineThread::set(Node& node, DeadlineClock::time_point deadline) {
  {
    const std::lock_guard lock(lock_);
    const auto present = node.deadline();
    if (stopping_ || !node.set_deadline(deadline)) return;
    ahead_.erase({present, &node});
    ahead_.emplace(deadline, &node);
    if (!thread_.runs()) thread_ = OwnedThread([this] { work(); });
    if (ahead_.begin()->second != &node) return;  // the thread waits for an earlier one
  }
  changed_.notify_all();
}

void DeadlineThread::forget(Node& node) {
  const std::lock_guard lock(lock_);
  ahead_.erase({node.deadline(), &node});
}

std::vector<NodeReference> DeadlineThread::take_due() {
  std::vector<NodeReference> due;
  const auto now = DeadlineClock::now();
  while (!ahead_.empty() && ahead_.begin()->first <= now) {
    if (NodeReference node = ahead_.begin()->second->try_reference()) due.push_back(std::move(node));
    ahead_.erase(ahead_.begin());
  }
  return due;
}

void DeadlineThread::work() {
  std::unique_lock lock(lock_);
  while (!stopping_) {
    const std::vector<NodeReference> due = take_due();
    if (due.empty()) {
      if (ahead_.empty()) {
        changed_.wait(lock);
      } else {
        const auto next = ahead_.begin()->first;
        changed_.wait_until(lock, next);
      }
      continue;
    }
    lock.unlock();
    for (const NodeReference& node : due) {
      auto marked =
          std::make_shared<Propagation>(Propagation::cancel(node, Cancellation{.cause = Cause::timeout}, Origin::here));
      if (!marked->empty()) CallbackThread::instance().post([marked] { marked->run(); });
    }
    lock.lock();
  }
}

}  // namespace cancel::detail
