#include "cancel/token/callback_thread.hpp"

#include <utility>

#include "cancel/token/cancellation_callback.hpp"

namespace cancel::detail {

CallbackThread& CallbackThread::instance() {
  return OncePerProcess<CallbackThread>::get();
}

void CallbackThread::stop() {
  OwnedThread ending;
  {
    const std::lock_guard lock(lock_);
    stopping_ = true;
    ending = std::move(thread_);
  }
  changed_.notify_all();
  ending.join();
}

void CallbackThread::post(std::function<void()> task) {
  {
    const std::lock_guard lock(lock_);
    if (stopping_) return;
    tasks_.push_back(std::move(task));
    ++posted_;
    if (!thread_.runs()) thread_ = OwnedThread([this] { work(); });
  }
  changed_.notify_all();
}

void CallbackThread::drain() {
  std::unique_lock lock(lock_);
  if (!thread_.runs() || thread_.is_this()) return;
  const std::uint64_t target = posted_;
  changed_.wait(lock, [&] { return done_ >= target || stopping_; });
}

bool CallbackThread::is_this() const {
  const std::lock_guard lock(lock_);
  return thread_.is_this();
}

void CallbackThread::work() {
  std::unique_lock lock(lock_);
  for (;;) {
    changed_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
    if (stopping_) return;
    std::function<void()> task = std::move(tasks_.front());
    tasks_.pop_front();
    lock.unlock();
    try {
      task();
    } catch (...) {
      report_exception(std::current_exception());
    }
    task = nullptr;  // what it holds may be destroyed by this, so before the lock is taken again
    lock.lock();
    ++done_;
    changed_.notify_all();
  }
}

}  // namespace cancel::detail
