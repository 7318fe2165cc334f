#include "standard_stop.hpp"

#include "propagation.hpp"

namespace cancel::detail {

// A node that is dying waits for this in the destructor of the callback, so it is still there; but it is not to be
// revived.
void StopFollower::Cancel::operator()() const noexcept {
  if (NodeReference alive = node.try_reference()) {
    Propagation::cancel(alive, Cancellation{.cause = cause}, Origin::here).run();
  }
}

}  // namespace cancel::detail
