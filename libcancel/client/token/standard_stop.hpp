#pragma once

#include <stop_token>

#include "cancel/token/cancellation_callback.hpp"

namespace cancel::detail {

// Stops a std::stop_source when its node is cancelled. Owned by that node.
class StopForwarder final : private CallbackBase {
 public:
  StopForwarder() : CallbackBase(Stage::requested, false) {}
  ~StopForwarder() { detach(); }

  void stop() { source_.request_stop(); }
  void begin(Node& node) { attach(&node); }
  std::stop_token token() const { return source_.get_token(); }

 private:
  void run() override { stop(); }

  std::stop_source source_;
};

// Cancels its node when a std::stop_token is stopped. Owned by that node.
class StopFollower {
 public:
  StopFollower(std::stop_token token, Node& node, Cause cause) : callback_(std::move(token), Cancel{node, cause}) {}

 private:
  struct Cancel {
    Node& node;
    Cause cause;
    void operator()() const noexcept;
  };

  std::stop_callback<Cancel> callback_;
};

}  // namespace cancel::detail
