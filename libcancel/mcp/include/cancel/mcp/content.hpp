#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cancel/mcp/json.hpp"

// What tools, prompts and resources give back. Values that are put together and then written as JSON.

namespace cancel::mcp {

// One ContentBlock of the protocol, as JSON.
namespace content {
JsonText text(std::string_view text);
JsonText image(std::string_view base64, std::string_view mime_type);
JsonText audio(std::string_view base64, std::string_view mime_type);
JsonText embedded_text(std::string_view uri, std::string_view mime_type, std::string_view text);
JsonText embedded_blob(std::string_view uri, std::string_view mime_type, std::string_view base64);
JsonText resource_link(std::string_view uri, std::string_view name, std::string_view mime_type = {});
}  // namespace content

// The result of a tool call (CallToolResult).
class ToolResult {
 public:
  ToolResult() = default;  // no content
  static ToolResult text(std::string_view text);
  // The tool failed; the model reads why.
  static ToolResult error(std::string_view text);

  ToolResult& add(JsonText block);  // a ContentBlock
  ToolResult& structured(JsonText value);
  ToolResult& meta(std::string_view key, JsonText value);
  ToolResult& member(std::string_view key, JsonText value);  // beside content; a name that the protocol does not have

  bool is_error = false;
  const std::vector<JsonText>& blocks() const noexcept { return blocks_; }

  // {"content":[…],"isError":true,…}; without a resultType, which is for the era to add.
  JsonText to_json() const;

 private:
  std::vector<JsonText> blocks_;
  std::optional<JsonText> structured_;
  std::vector<std::pair<std::string, JsonText>> meta_;
  std::vector<std::pair<std::string, JsonText>> members_;
};

struct PromptMessage {
  std::string role = "user";  // or "assistant"
  JsonText content;
};

struct PromptResult {
  std::optional<std::string> description{};
  std::vector<PromptMessage> messages{};
  JsonText to_json() const;
};

// One of a resource's contents: text, or bytes in base64.
struct ResourceContents {
  std::string uri;
  std::optional<std::string> mime_type{};
  std::optional<std::string> text{};
  std::optional<std::string> blob{};
};

struct ResourceResult {
  std::vector<ResourceContents> contents{};
  JsonText to_json() const;
};

}  // namespace cancel::mcp
