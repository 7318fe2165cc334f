#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>
#include <thread>
#include <type_traits>
#include <utility>

#include "cancel/token/cancellation_token.hpp"

namespace cancel {

namespace detail {

// A registration with a node. Its owner is a CancellationCallback, or another part of this library.
class CallbackBase {
 public:
  CallbackBase(const CallbackBase&) = delete;
  CallbackBase& operator=(const CallbackBase&) = delete;

 protected:
  // Prompt ones run first, and at once on the thread that marks the token: they never block and never run users' code.
  CallbackBase(Stage stage, bool prompt) : stage_(stage), prompt_(prompt) {}
  virtual ~CallbackBase() = default;

  // Runs it at once where the stage has been reached. To be called at the end of the constructor.
  void attach(Node* node);
  // Afterwards it is not running, nor will it. To be called at the beginning of the destructor.
  void detach() noexcept;

 private:
  friend class Node;
  enum class State : std::uint32_t { idle, registered, running, done };

  virtual void run() = 0;

  const Stage stage_;
  const bool prompt_;
  std::atomic<State> state_{State::idle};
  Node* node_ = nullptr;
  CallbackBase* next_ = nullptr;  // in the node's ring of this stage
  CallbackBase* previous_ = nullptr;
  std::thread::id runner_{};          // while running
  bool* destroyed_inside_ = nullptr;  // while running: tells the runner that it is gone
};

// Hands an exception that users' code let out to the handler below.
void report_exception(std::exception_ptr thrown);

}  // namespace detail

// Calls `function` once when `token` comes to `stage`; a token that is there already calls it at once, in here.
//
// It runs on the thread that cancels, where that is one of this process; else on the library's callback thread. No lock
// of this library is held meanwhile. An exception that it lets out is contained and handed to the handler below. That
// it was called counts as having noticed the cancellation. The order among callbacks of one token is that of
// registration.
//
// The destructor waits for a call that is running on another thread; afterwards `function` is not called any more. It
// may be destroyed from inside its own call.
template <typename Function>
class CancellationCallback : private detail::CallbackBase {
 public:
  template <typename Callable>
  requires std::is_constructible_v<Function, Callable> CancellationCallback(const CancellationToken& token, Stage stage,
                                                                            Callable&& function)
      : CallbackBase(stage, false), node_(token.node()), function_(std::forward<Callable>(function)) {
    attach(node_.get());
  }
  template <typename Callable>
  requires std::is_constructible_v<Function, Callable> CancellationCallback(const CancellationToken& token,
                                                                            Callable&& function)
      : CancellationCallback(token, Stage::requested, std::forward<Callable>(function)) {}

  ~CancellationCallback() { detach(); }

 private:
  void run() override { function_(); }

  detail::NodeReference node_;
  Function function_;
};

template <typename Callable>
CancellationCallback(CancellationToken, Callable) -> CancellationCallback<Callable>;
template <typename Callable>
CancellationCallback(CancellationToken, Stage, Callable) -> CancellationCallback<Callable>;

// What becomes of an exception that a callback lets out. Unless told: one line on stderr. Thread-safe; an empty one
// restores that. The handler runs on the callback's thread and must not throw.
using CallbackExceptionHandler = std::function<void(std::exception_ptr)>;
void set_callback_exception_handler(CallbackExceptionHandler handler);

}  // namespace cancel
