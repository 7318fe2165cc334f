#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "calls/admission.hpp"
#include "cancel/token/cancellation_callback.hpp"

namespace cancel::mcp {

// A call from its arrival at the queue until it has run or left. Its number and state belong to the queue's lock; the
// callback is set once by the thread that brought the call, and goes with the last one that holds the call, so that it
// is never destroyed under that lock.
struct WaitingCall {
  enum class State { waits, admitted, left };
  using Callback = CancellationCallback<std::function<void()>>;

  CallNeeds needs;
  std::function<void()> run;
  std::function<void()> leave;
  std::uint64_t number = 0;
  State state = State::waits;
  std::unique_ptr<Callback> callback{};
};

}  // namespace cancel::mcp
