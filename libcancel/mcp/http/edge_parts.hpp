#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "cancel/http/exchange.hpp"
#include "cancel/http/request.hpp"
#include "cancel/mcp/server.hpp"
#include "cancel/mcp/streamable_http.hpp"
#include "http/caretaker.hpp"
#include "http/message_head.hpp"

namespace cancel::mcp {

// What both eras' halves of the edge work with.
struct EdgeParts {
  Server& server;  // outlives them, and so do the options
  const HttpOptions& options;
  std::shared_ptr<Caretaker> caretaker;
};

// A POST that was let through, with its body read. A value.
struct Post {
  http::Request request;
  Body body;
  std::shared_ptr<http::Exchange> exchange;
};

// Where a conversation's own messages go when nobody can get any.
class NoChannel : public MessageChannel {
 public:
  void send(MessageKind, std::string) override {}
  void request_over(bool) override {}
};

}  // namespace cancel::mcp
