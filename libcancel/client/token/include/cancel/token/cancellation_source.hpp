#pragma once

#include <chrono>
#include <initializer_list>
#include <span>
#include <stop_token>

#include "cancel/token/cancellation_token.hpp"

namespace cancel {

// What cancels a token. Usable alone: it needs no daemon and no client.
//
// Tokens hang under each other: what is cancelled takes with it everything that hangs under it, and all of it is marked
// before the first callback runs. What hangs below says cause parent_cancelled and the same reason, requester and mode.
//
// Thread-safe; a copy is a reference to the same source. Costs at most 200 bytes of memory a token.
class CancellationSource {
 public:
  // A token that hangs under nothing.
  CancellationSource();
  // One that hangs under `parents`; under a cancelled one it is born cancelled.
  explicit CancellationSource(const CancellationToken& parent);
  explicit CancellationSource(std::span<const CancellationToken> parents);
  explicit CancellationSource(std::initializer_list<CancellationToken> parents);
  // One that hangs under a token of the standard library: cause `cause` when that is stopped.
  explicit CancellationSource(std::stop_token parent, Cause cause = Cause::user_requested);

  CancellationToken token() const { return CancellationToken(node_); }

  // Cancels, and runs the callbacks on this thread before it returns. False: it was cancelled before, and the first
  // reason stays; with mode force it is escalated all the same. `why.position` is for those who read the log.
  bool cancel(Cancellation why = {}) const;

  // Nothing runs under it any more. Cancelled ones only: false for one that is not, or that was complete before.
  bool complete() const;

  // Cancels it with cause timeout when `time` is over, on the library's deadline thread; its callbacks run on the
  // library's callback thread. Of several deadlines the earliest counts. It holds as long as somebody holds the token,
  // in the process that called this.
  void cancel_after(std::chrono::nanoseconds time) const;

  bool operator==(const CancellationSource&) const = default;

  // For the other parts of this library.
  explicit CancellationSource(detail::NodeReference node) : node_(std::move(node)) {}
  const detail::NodeReference& node() const noexcept { return node_; }

 private:
  detail::NodeReference node_;
};

}  // namespace cancel
