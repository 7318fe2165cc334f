#pragma once

#include "cancel/token/cancellation.hpp"

namespace cancel::detail {

// Who wants to know what happens to a token: the part of the library that records it. Not for users.
//
// May be called by any thread; must neither block nor throw, nor mark tokens from inside.
class NodeObserver {
 public:
  virtual ~NodeObserver() = default;

  // It was cancelled or escalated; `why.mode` says which of the two when it was cancelled before. `above` observes the
  // parent that the cancellation came through: null where nobody does, or where it came to this token itself.
  // `from_log`: the log said so, of the token where it began. Calls come in the order in which tokens are marked, one
  // at a time. One that is born cancelled is not marked: whoever makes it has to ask it.
  virtual void on_marked(const Cancellation& why, const NodeObserver* above, bool from_log) noexcept = 0;

  // The holder of the token was told: once, and after on_marked().
  virtual void on_noticed() noexcept = 0;

  // Nobody refers to the token any more; its memory stays until this returns.
  virtual void on_gone() noexcept = 0;
};

}  // namespace cancel::detail
