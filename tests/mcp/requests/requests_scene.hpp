#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "cancel/mcp/canceller.hpp"
#include "cancel/mcp/incoming_requests.hpp"
#include "recording_channel.hpp"

namespace scene {

using namespace std::chrono_literals;
using cancel::RequestId;
using cancel::mcp::IncomingRequest;
using cancel::mcp::IncomingRequests;
using cancel::mcp::MessageKind;
using Said = std::vector<std::string>;

inline RequestId number(std::int64_t id) {
  return id;
}
inline RequestId text(std::string id) {
  return id;
}

// Looks until `condition` holds; false where it does not within ten seconds.
inline bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds within = 10s) {
  const auto until = std::chrono::steady_clock::now() + within;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::yield();
  }
  return true;
}

// One peer that talks to this process alone.
struct Peer {
  cancel::mcp::Canceller canceller;
  IncomingRequests requests{nullptr, canceller};
  std::shared_ptr<RecordingChannel> channel = std::make_shared<RecordingChannel>();

  std::shared_ptr<IncomingRequest> begin(RequestId id, std::string method = "tools/call") {
    return requests.begin({.id = std::move(id), .method = std::move(method)}, channel);
  }
  // `params` as JSON text; "" for none.
  IncomingRequests::Cancelled cancelled(const std::string& params) {
    if (params.empty()) return requests.cancelled(nullptr, "mcp:test");
    const auto document = cancel::mcp::parse_json(params);
    return requests.cancelled(&document, "mcp:test");
  }
  IncomingRequests::Cancelled cancel(const RequestId& id) {
    return cancelled(R"({"requestId":)" + cancel::mcp::to_json(id).text() + "}");
  }
};

using Heard = IncomingRequests::Cancelled;  // what came of a notification

}  // namespace scene
