#pragma once

#include "tail/tailed_event.hpp"

namespace cancel::tail {

// What is done about each event. Not thread-safe.
class Reaction {
 public:
  virtual ~Reaction() = default;

  // Returns when it is done, or will be with settle(). Throws Failure where it can not be done, or was interrupted:
  // then nothing was.
  virtual void react(const TailedEvent& event) = 0;
  // What was reacted to is done when this returns.
  virtual void settle() {}
  // Whether that is worth noting after each event; otherwise now and then.
  virtual bool is_costly() const { return false; }
};

}  // namespace cancel::tail
