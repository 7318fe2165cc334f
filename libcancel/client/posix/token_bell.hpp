#pragma once

#include <sys/eventfd.h>

#include "cancel/token/cancellation_callback.hpp"

namespace cancel::posix {

// Rings when a token comes to a stage: makes an eventfd readable, at once and on whatever thread marks the token. The
// eventfd stays somebody else's, and must outlive it. Thread rule: as CancellationCallback.
class TokenBell final : private detail::CallbackBase {
 public:
  TokenBell(const CancellationToken& token, Stage stage, int eventfd)
      : CallbackBase(stage, true), node_(token.node()), eventfd_(eventfd) {
    attach(node_.get());
  }
  ~TokenBell() { detach(); }

 private:
  void run() override { static_cast<void>(::eventfd_write(eventfd_, 1)); }

  const detail::NodeReference node_;
  const int eventfd_;
};

}  // namespace cancel::posix
