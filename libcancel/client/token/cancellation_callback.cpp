#include "cancel/token/cancellation_callback.hpp"

#include <cstdio>
#include <memory>
#include <mutex>
#include <utility>

#include "node.hpp"

namespace cancel {

namespace {

std::mutex handler_lock;

std::shared_ptr<const CallbackExceptionHandler>& handler() {
  static std::shared_ptr<const CallbackExceptionHandler> present;
  return present;
}

void print(std::exception_ptr thrown) {
  try {
    std::rethrow_exception(std::move(thrown));
  } catch (const std::exception& exception) {
    std::fprintf(stderr, "cancel: a callback let out an exception: %s\n", exception.what());
  } catch (...) {
    std::fprintf(stderr, "cancel: a callback let out an exception of an unknown type\n");
  }
}

}  // namespace

void set_callback_exception_handler(CallbackExceptionHandler chosen) {
  auto present = chosen ? std::make_shared<const CallbackExceptionHandler>(std::move(chosen)) : nullptr;
  const std::lock_guard lock(handler_lock);
  handler() = std::move(present);
}

namespace detail {

void report_exception(std::exception_ptr thrown) {
  std::shared_ptr<const CallbackExceptionHandler> present;
  {
    const std::lock_guard lock(handler_lock);
    present = handler();
  }
  if (present) return (*present)(std::move(thrown));
  print(std::move(thrown));
}

void CallbackBase::attach(Node* node) {
  if (node == nullptr) return;
  node_ = node;
  if (!node->enter(*this)) node->run(*this);
}

void CallbackBase::detach() noexcept {
  if (node_ != nullptr) node_->withdraw(*this);
}

CallbackBase*& Node::ring_of(Stage stage) {
  return rings_[stage == Stage::requested ? 0 : stage == Stage::forced ? 1 : 2];
}

bool Node::enter(CallbackBase& callback) {
  const std::lock_guard lock(lock_);
  if (has_reached(callback.stage_)) {
    callback.runner_ = std::this_thread::get_id();
    callback.state_.store(CallbackBase::State::running, std::memory_order_relaxed);
    return false;
  }
  CallbackBase*& front = ring_of(callback.stage_);
  CallbackBase* next = front != nullptr ? front : &callback;
  CallbackBase* last = front != nullptr ? front->previous_ : &callback;
  callback.next_ = next;
  callback.previous_ = last;
  next->previous_ = &callback;
  last->next_ = &callback;
  if (front == nullptr || callback.prompt_) front = &callback;
  callback.state_.store(CallbackBase::State::registered, std::memory_order_relaxed);
  return true;
}

void Node::leave(CallbackBase& callback) noexcept {
  CallbackBase*& front = ring_of(callback.stage_);
  callback.previous_->next_ = callback.next_;
  callback.next_->previous_ = callback.previous_;
  if (front == &callback) front = callback.next_ == &callback ? nullptr : callback.next_;
}

CallbackBase* Node::begin_next(Stage stage, bool prompt_only) {
  const std::lock_guard lock(lock_);
  CallbackBase*& front = ring_of(stage);
  CallbackBase* callback = front;
  if (callback == nullptr || (prompt_only && !callback->prompt_)) return nullptr;
  leave(*callback);
  callback->runner_ = std::this_thread::get_id();
  callback->state_.store(CallbackBase::State::running, std::memory_order_relaxed);
  return callback;
}

void Node::withdraw(CallbackBase& callback) noexcept {
  {
    const std::lock_guard lock(lock_);
    const auto state = callback.state_.load(std::memory_order_acquire);
    if (state == CallbackBase::State::registered) return leave(callback);
    if (state != CallbackBase::State::running) return;
    if (callback.runner_ == std::this_thread::get_id()) {
      if (callback.destroyed_inside_ != nullptr) *callback.destroyed_inside_ = true;
      return;
    }
  }
  callback.state_.wait(CallbackBase::State::running, std::memory_order_acquire);
}

void Node::run_callbacks(Stage stage, bool prompt_only) {
  while (CallbackBase* callback = begin_next(stage, prompt_only)) run(*callback);
}

void Node::run(CallbackBase& callback) {
  bool destroyed_inside = false;
  callback.destroyed_inside_ = &destroyed_inside;
  try {
    if (!callback.prompt_) notice(*this);
    callback.run();
  } catch (...) {
    report_exception(std::current_exception());
  }
  if (destroyed_inside) return;
  // An exchange, not a store: libstdc++ looks for waiters after it, and a store could become visible only after that
  // look. From here on the callback may be gone; to notify needs its address alone.
  callback.state_.exchange(CallbackBase::State::done, std::memory_order_acq_rel);
  callback.state_.notify_all();
}

}  // namespace detail

}  // namespace cancel
