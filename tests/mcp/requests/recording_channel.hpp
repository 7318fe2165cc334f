#pragma once

#include <algorithm>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "cancel/mcp/message_channel.hpp"

// A channel that remembers what it was told, in order. Thread-safe.
class RecordingChannel : public cancel::mcp::MessageChannel {
 public:
  using Kind = cancel::mcp::MessageKind;

  void send(Kind kind, std::string json) override {
    {
      const std::lock_guard lock(lock_);
      said_.push_back(json);
      kinds_.push_back(kind);
    }
    if (on_send) on_send(kind, json);
  }

  void request_over(bool answered) override {
    const std::lock_guard lock(lock_);
    said_.push_back(answered ? "over: answered" : "over: silenced");
  }

  // Messages and ends.
  std::vector<std::string> said() const {
    const std::lock_guard lock(lock_);
    return said_;
  }
  std::size_t count(const std::string& what) const {
    const auto all = said();
    return static_cast<std::size_t>(std::count(all.begin(), all.end(), what));
  }
  std::vector<Kind> kinds() const {
    const std::lock_guard lock(lock_);
    return kinds_;
  }

  // Called inside of send(), with no lock held. Set before anybody sends.
  std::function<void(Kind, const std::string&)> on_send{};

 private:
  mutable std::mutex lock_;
  std::vector<std::string> said_;
  std::vector<Kind> kinds_;
};
