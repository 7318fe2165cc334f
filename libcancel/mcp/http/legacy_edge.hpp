#pragma once

#include <memory>
#include <string>

#include "http/edge_parts.hpp"
#include "http/session_table.hpp"

namespace cancel::mcp {

// The legacy era over HTTP: sessions, streams that can be resumed, cancellations by notification. Thread-safe.
class LegacyEdge {
 public:
  explicit LegacyEdge(EdgeParts parts) : parts_(parts), sessions_(parts.options.max_sessions) {}
  ~LegacyEdge();

  void post(Post post);
  void get(const http::Request& request, const std::shared_ptr<http::Exchange>& exchange);
  void remove(const http::Request& request, const std::shared_ptr<http::Exchange>& exchange);

  // Once in a while: comments, streams that are over, sessions that nobody uses.
  void tidy(bool with_comments);

 private:
  void begin_session(Post post);
  void hand_over(Post post, const std::shared_ptr<LegacySession>& session);
  void unknown_session(const Post& post, const std::string& id);
  bool pass_on_cancellations(const Body& body, const std::string& session);
  std::shared_ptr<LegacySession> session_of(const http::Request& request, http::Exchange& exchange);

  EdgeParts parts_;
  SessionTable sessions_;
};

}  // namespace cancel::mcp
