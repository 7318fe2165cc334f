#pragma once

#include <chrono>
#include <optional>
#include <stop_token>

#include "cancel/token/cancellation.hpp"
#include "cancel/token/token_node.hpp"

namespace cancel {

// What running work holds to learn that it should stop. Cancelled is for ever.
//
// Thread-safe; a copy is a reference to the same token and costs one atomic addition. One that was made by default is
// never cancelled; one whose sources are all gone only by its deadline and by what it hangs under.
class CancellationToken {
 public:
  CancellationToken() = default;

  // Whether somebody asked to cancel it. One atomic load.
  bool is_cancelled() const noexcept {
    const detail::NodeFlags* node = node_.flags();
    if (node == nullptr) return false;
    const std::uint32_t reached = node->reached.load(std::memory_order_acquire);
    if ((reached & detail::requested_bit) == 0) [[likely]]
      return false;
    if ((reached & detail::noticed_bit) == 0) detail::notice(*node_.flags());
    return true;
  }

  // Whether it has come to `stage`. Looking at it this way does not count as having noticed the cancellation.
  bool has_reached(Stage stage) const noexcept {
    const detail::NodeFlags* node = node_.flags();
    return node != nullptr && (node->reached.load(std::memory_order_acquire) & static_cast<std::uint32_t>(stage)) != 0;
  }

  // Why it was cancelled; empty where it was not. Copies text.
  std::optional<Cancellation> cancellation() const;

  // Leaves by an exception where it is cancelled. Throws Cancelled.
  void throw_if_cancelled() const {
    if (is_cancelled()) throw_cancelled();
  }

  // Waits until it comes to `stage`, up to `timeout`; tells whether it has. To be told counts as having noticed.
  bool wait(Stage stage, std::chrono::nanoseconds timeout) const;

  // How long until its deadline, or the earliest one of those that it hangs under; not below zero. Empty: none. To be
  // handed on to others as a length of time: a date of this machine's clock means nothing elsewhere.
  std::optional<std::chrono::nanoseconds> remaining() const;

  // The same as a token of the standard library, for ever the same object. It is stopped, and its stop_callbacks run,
  // where and when other callbacks of this token do, so a moment after is_cancelled() says so. It does not keep this
  // token alive: where nobody holds that any more, nothing stops it.
  std::stop_token stop_token() const;
  operator std::stop_token() const { return stop_token(); }

  // Whether they are the same token.
  bool operator==(const CancellationToken&) const = default;

  // For the other parts of this library.
  explicit CancellationToken(detail::NodeReference node) : node_(std::move(node)) {}
  const detail::NodeReference& node() const noexcept { return node_; }

 private:
  [[noreturn]] void throw_cancelled() const;

  detail::NodeReference node_;
};

}  // namespace cancel
