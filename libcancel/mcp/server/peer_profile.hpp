#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "cancel/mcp/request_context.hpp"

namespace cancel::mcp::detail {

// What the peer of a session has said of itself and of what it wants, for longer than one request. Thread-safe.
class PeerProfile {
 public:
  explicit PeerProfile(std::optional<Era> only) : era_(only) {}

  std::optional<Era> era() const;
  std::string protocol_version() const;
  std::string client() const;

  // The params of `initialize`; gives the version that is spoken from now on. Throws McpError.
  std::string initialize(const Json& params);
  void initialized();
  // A modern request came. The first word of the peer decides the era; `initialize` may correct it.
  void spoke_modern(const std::string& version, const std::string& client);

  void set_log_level(LogLevel level);
  // Throws McpError where it has too many.
  void subscribe(const std::string& uri);
  void unsubscribe(const std::string& uri);
  bool has_subscribed(const std::string& uri) const;
  // Whether it is to hear of changes outside of requests.
  bool takes_notifications() const;

  // The part of a legacy request's facts that is the same for all of them.
  void complete(RequestFacts& facts) const;

 private:
  mutable std::mutex lock_;
  std::optional<Era> era_;
  std::string version_;
  std::string client_;
  JsonText capabilities_ = JsonText::written("{}");
  LogLevel log_level_ = LogLevel::debug;
  std::set<std::string> subscriptions_;
  bool is_initialized_ = false;
};

// "name version", as the peer says; cut to a length that logs can bear.
std::string client_of(const Json* client_info);

}  // namespace cancel::mcp::detail
