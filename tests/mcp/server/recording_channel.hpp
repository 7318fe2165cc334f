#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "cancel/mcp/json.hpp"
#include "cancel/mcp/message_channel.hpp"

namespace cancel::mcp {

// A channel that keeps what is sent, and tells what is wrong with it. Thread-safe.
class RecordingChannel final : public MessageChannel {
 public:
  struct Sent {
    MessageKind kind;
    std::string json;
    std::size_t over_before;  // how many requests were over when it was sent
  };

  void send(MessageKind kind, std::string json) override;
  void request_over(bool answered) override;

  std::vector<Sent> all() const;
  // The bodies of all that say this method, or that answer this id (as JSON).
  std::vector<JsonDocument> of_method(const std::string& method) const;
  std::vector<JsonDocument> responses_to(const std::string& id) const;
  std::size_t count() const;
  std::size_t requests_over() const;  // answered or not
  std::size_t requests_over_unanswered() const;

  // These wait up to ten seconds, and throw std::runtime_error then.
  JsonDocument response_to(const std::string& id) const;
  JsonDocument next_of_method(const std::string& method, std::size_t index = 0) const;
  void wait_until(const std::string& what, const std::function<bool()>& is_so) const;

  // What was wrong with what was sent: one sentence each.
  std::vector<std::string> faults() const;

 private:
  mutable std::mutex lock_;
  mutable std::condition_variable changed_;
  std::vector<Sent> sent_;
  std::vector<std::string> faults_;
  std::size_t over_ = 0;
  std::size_t over_unanswered_ = 0;
};

}  // namespace cancel::mcp
