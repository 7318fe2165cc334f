#include "cancel/mcp/content.hpp"

#include <utility>

namespace cancel::mcp {

namespace content {

namespace {

JsonText media(std::string_view type, std::string_view base64, std::string_view mime_type) {
  JsonWriter json;
  json.begin_object().member("type", type).member("data", base64).member("mimeType", mime_type);
  return json.end_object().take();
}

// `name` says what `body` is: "text" or "blob".
JsonText embedded(std::string_view uri, std::string_view mime_type, std::string_view name, std::string_view body) {
  JsonWriter json;
  json.begin_object().member("type", "resource").key("resource").begin_object().member("uri", uri);
  if (!mime_type.empty()) json.member("mimeType", mime_type);
  return json.member(name, body).end_object().end_object().take();
}

}  // namespace

JsonText text(std::string_view text) {
  return JsonWriter().begin_object().member("type", "text").member("text", text).end_object().take();
}

JsonText image(std::string_view base64, std::string_view mime_type) {
  return media("image", base64, mime_type);
}

JsonText audio(std::string_view base64, std::string_view mime_type) {
  return media("audio", base64, mime_type);
}

JsonText embedded_text(std::string_view uri, std::string_view mime_type, std::string_view text) {
  return embedded(uri, mime_type, "text", text);
}

JsonText embedded_blob(std::string_view uri, std::string_view mime_type, std::string_view base64) {
  return embedded(uri, mime_type, "blob", base64);
}

JsonText resource_link(std::string_view uri, std::string_view name, std::string_view mime_type) {
  JsonWriter json;
  json.begin_object().member("type", "resource_link").member("uri", uri).member("name", name);
  if (!mime_type.empty()) json.member("mimeType", mime_type);
  return json.end_object().take();
}

}  // namespace content

ToolResult ToolResult::text(std::string_view text) {
  ToolResult result;
  result.add(content::text(text));
  return result;
}

ToolResult ToolResult::error(std::string_view text) {
  ToolResult result = ToolResult::text(text);
  result.is_error = true;
  return result;
}

ToolResult& ToolResult::add(JsonText block) {
  blocks_.push_back(std::move(block));
  return *this;
}

ToolResult& ToolResult::structured(JsonText value) {
  structured_ = std::move(value);
  return *this;
}

ToolResult& ToolResult::meta(std::string_view key, JsonText value) {
  for (auto& [present, content] : meta_) {
    if (present != key) continue;
    content = std::move(value);
    return *this;
  }
  meta_.emplace_back(key, std::move(value));
  return *this;
}

ToolResult& ToolResult::member(std::string_view key, JsonText value) {
  members_.emplace_back(key, std::move(value));
  return *this;
}

JsonText ToolResult::to_json() const {
  JsonWriter json;
  json.begin_object().key("content").begin_array();
  for (const JsonText& block : blocks_) json.value(block);
  json.end_array().member("structuredContent", structured_);
  if (is_error) json.member("isError", true);
  for (const auto& [key, value] : members_) json.member(key, value);
  if (!meta_.empty()) {
    json.key("_meta").begin_object();
    for (const auto& [key, value] : meta_) json.member(key, value);
    json.end_object();
  }
  return json.end_object().take();
}

JsonText PromptResult::to_json() const {
  JsonWriter json;
  json.begin_object().member("description", description).key("messages").begin_array();
  for (const PromptMessage& message : messages) {
    json.begin_object().member("role", message.role).member("content", message.content).end_object();
  }
  return json.end_array().end_object().take();
}

JsonText ResourceResult::to_json() const {
  JsonWriter json;
  json.begin_object().key("contents").begin_array();
  for (const ResourceContents& part : contents) {
    json.begin_object().member("uri", part.uri).member("mimeType", part.mime_type);
    json.member("text", part.text).member("blob", part.blob).end_object();
  }
  return json.end_array().end_object().take();
}

}  // namespace cancel::mcp
