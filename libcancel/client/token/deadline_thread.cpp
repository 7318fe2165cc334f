#include "deadline_thread.hpp"

#include "cancel/token/callback_thread.hpp"
#include "propagation.hpp"

namespace cancel::detail {

DeadlineThread& DeadlineThread::instance() {
  return OncePerProcess<DeadlineThread>::get();
}

void DeadlineThread::stop() {
  OwnedThread ending;
  {
    const std::lock_guard lock(lock_);
    stopping_ = true;
    ending = std::move(thread_);
  }
  changed_.notify_all();
  ending.join();
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

void DeadlineThread::cancel(const std::vector<NodeReference>& due) {
  for (const NodeReference& node : due) {
    auto marked =
        std::make_shared<Propagation>(Propagation::cancel(node, Cancellation{.cause = Cause::timeout}, Origin::here));
    if (!marked->empty()) CallbackThread::instance().post([marked] { marked->run(); });
  }
}

void DeadlineThread::work() {
  std::unique_lock lock(lock_);
  while (!stopping_) {
    std::vector<NodeReference> due = take_due();
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
    cancel(due);
    due.clear();  // a node that dies by this is forgotten, which takes the lock
    lock.lock();
  }
}

}  // namespace cancel::detail
