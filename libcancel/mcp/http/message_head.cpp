#include "http/message_head.hpp"

#include <algorithm>

namespace cancel::mcp {

namespace {

std::optional<std::string> name_of(const std::string& method, const Json& params) {
  if (method == "resources/read") return find_text(params, "uri");
  if (method.rfind("tasks/", 0) == 0) return find_text(params, "taskId");
  if (method == "tools/call" || method == "prompts/get") return find_text(params, "name");
  return std::nullopt;
}

void read_params(const Json& params, MessageHead& head) {
  if (const Json* meta = find(params, "_meta"); meta != nullptr && meta->IsObject()) {
    head.has_meta = true;
    head.version = find_text(*meta, meta::protocol_version);
    const Json* capabilities = find(*meta, meta::client_capabilities);
    head.has_capabilities = capabilities != nullptr && capabilities->IsObject();
  }
  head.name = name_of(head.method, params);
  if (head.method == "notifications/cancelled") {
    if (const Json* id = find(params, "requestId")) head.cancelled_id = to_request_id(*id);
    head.cancel_reason = find_text(params, "reason");
  }
  if (head.method == "tools/call") {
    head.tool = head.name.value_or("");
    if (const Json* arguments = find(params, "arguments")) head.arguments = copy_json(*arguments);
  }
}

std::variant<MessageHead, BadBody> read_head(const Json& message) {
  if (!message.IsObject()) return BadBody{code::invalid_request, "a message is a JSON object"};
  MessageHead head;
  const Json* id = find(message, "id");
  if (id != nullptr) head.id = to_request_id(*id);
  if (find_text(message, "jsonrpc") != "2.0") {
    return BadBody{code::invalid_request, "a message says \"jsonrpc\":\"2.0\"", head.id};
  }
  const Json* method = find(message, "method");
  if (method == nullptr) {
    if (find(message, "result") == nullptr && find(message, "error") == nullptr) {
      return BadBody{code::invalid_request, "a message has a method, a result or an error", head.id};
    }
    return head;
  }
  if (!method->IsString()) return BadBody{code::invalid_request, "the method is a string", head.id};
  if (id != nullptr && !head.id) return BadBody{code::invalid_request, "an id is a string or an integer"};
  head.method.assign(method->GetString(), method->GetStringLength());
  head.kind = id == nullptr ? MessageHead::Kind::notification : MessageHead::Kind::request;
  const Json* params = find(message, "params");
  if (params != nullptr && !params->IsObject()) {
    return BadBody{code::invalid_request, "params is an object", head.id};
  }
  if (params != nullptr) read_params(*params, head);
  return head;
}

}  // namespace

std::size_t Body::requests() const {
  return static_cast<std::size_t>(std::count_if(messages.begin(), messages.end(), [](const MessageHead& head) {
    return head.kind == MessageHead::Kind::request;
  }));
}

bool Body::has_requests() const {
  return requests() > 0;
}

std::variant<Body, BadBody> read_body(std::string_view text) {
  JsonDocument document;
  try {
    document = parse_json(text);
  } catch (const JsonError& error) {
    return BadBody{code::parse_error, error.what()};
  }
  Body body;
  body.is_batch = document.IsArray();
  if (body.is_batch && document.Empty()) return BadBody{code::invalid_request, "the batch is empty"};
  const auto add = [&body](const Json& message) -> std::optional<BadBody> {
    auto head = read_head(message);
    if (auto* bad = std::get_if<BadBody>(&head)) return std::move(*bad);
    body.messages.push_back(std::get<MessageHead>(std::move(head)));
    return std::nullopt;
  };
  if (!body.is_batch) {
    if (auto bad = add(document)) return std::move(*bad);
    return body;
  }
  for (const Json& message : document.GetArray()) {
    if (auto bad = add(message)) return std::move(*bad);
  }
  return body;
}

}  // namespace cancel::mcp
