#include <utility>

#include "cancel/wire/utf8.hpp"
#include "server/call.hpp"
#include "server/dispatch.hpp"
#include "server/messages.hpp"
#include "server/request_facts.hpp"
#include "server/server_core.hpp"
#include "server/session_core.hpp"

// How a session reads what comes in.

namespace cancel::mcp::detail {

namespace {

constexpr std::size_t longest_excerpt = 200;  // of what a peer says, in our own log

bool is_response(const Json& message) {
  return find(message, "method") == nullptr &&
         (find(message, "result") != nullptr || find(message, "error") != nullptr);
}

std::string excerpt(const std::string& text) {
  return std::string(cut_utf8(text, longest_excerpt));
}

}  // namespace

void SessionCore::receive(std::string_view message, const Channel& replies) {
  if (closed_) return;
  std::shared_ptr<const JsonDocument> parsed;
  try {
    parsed = std::make_shared<const JsonDocument>(parse_json(message));
  } catch (const JsonError& error) {
    return refuse({}, McpError(code::parse_error, std::string("Parse error: ") + error.what()), replies);
  }
  if (parsed->IsArray()) return receive_batch(*parsed, replies);
  receive_one(std::move(parsed), replies);
}

// Revision 2025-03-26 had batches; those before and after it have none.
void SessionCore::receive_batch(const Json& messages, const Channel& replies) {
  if (messages.Empty() || peer_.protocol_version() != "2025-03-26") {
    return refuse({}, McpError(code::invalid_request, "Invalid request: an array of messages"), replies);
  }
  for (const Json& message : messages.GetArray()) {
    receive_one(std::make_shared<const JsonDocument>(copy_json(message)), replies);
  }
}

void SessionCore::receive_one(std::shared_ptr<const JsonDocument> message, const Channel& replies) {
  if (message->IsObject() && is_response(*message)) return questions_->answered(*message);
  const Json* id = find(*message, "id");
  const auto usable_id = id != nullptr ? to_request_id(*id) : std::nullopt;
  const auto method = find_text(*message, "method");
  if (find_text(*message, "jsonrpc") != "2.0" || !method || (id != nullptr && !usable_id)) {
    return refuse(usable_id, McpError(code::invalid_request, "Invalid request: no message of JSON-RPC 2.0"), replies);
  }
  if (id == nullptr) return receive_notification(*message, *method);
  receive_request(std::move(message), *usable_id, *method, replies);
}

void SessionCore::receive_request(std::shared_ptr<const JsonDocument> message, RequestId id, const std::string& method,
                                  const Channel& replies) {
  const auto facts = std::make_shared<RequestFacts>();
  facts->id = std::move(id);
  facts->method = method;
  facts->era = era_of(*message, method, peer_);
  facts->session = options_.id;
  facts->owner = owner_;
  facts->message = std::move(message);
  if (method == "subscriptions/listen" && facts->era == Era::modern) return listen(shared_from_this(), facts, replies);
  CallPlan plan = plan_of(*this, *facts);
  Call::start(shared_from_this(), facts, std::move(plan), replies);
}

void SessionCore::receive_notification(const Json& message, const std::string& method) {
  if (method == "notifications/cancelled") return receive_cancellation(message);
  if (method == "notifications/initialized") return peer_.initialized();
  server_.log(LogLevel::debug, "ignored a notification: " + excerpt(method));
}

void SessionCore::receive_cancellation(const Json& message) {
  const Json* params = find(message, "params");
  const std::string client = peer_.client();
  const std::string peer = "mcp:" + (client.empty() ? options_.id : client);
  const auto what = requests_.cancelled(params, peer);
  const Json* id = params != nullptr ? find(*params, "requestId") : nullptr;
  const std::string named = id != nullptr ? excerpt(JsonText::of(*id).text()) : std::string("(none)");
  const auto reason = params != nullptr ? find_text(*params, "reason") : std::nullopt;
  const std::string tail = " request " + named + (reason ? ": " + excerpt(*reason) : "");
  switch (what) {
    case IncomingRequests::Cancelled::cancelled:
      return server_.log(LogLevel::info, peer + " cancels" + tail);
    case IncomingRequests::Cancelled::unknown:
      return server_.log(LogLevel::debug, "ignored a cancellation: nothing in flight," + tail);
    case IncomingRequests::Cancelled::malformed:
      return server_.log(LogLevel::warning, "ignored a cancellation: malformed," + tail);
    case IncomingRequests::Cancelled::forbidden:
      return server_.log(LogLevel::warning, "ignored a cancellation: cannot be cancelled," + tail);
  }
}

void SessionCore::refuse(const std::optional<RequestId>& id, const McpError& error, const Channel& replies) {
  ++malformed_;
  server_.log(LogLevel::warning, "refused a message: " + excerpt(error.what()));
  replies->send(MessageKind::response, error_message(id, error));
  replies->request_over(true);
}

}  // namespace cancel::mcp::detail
