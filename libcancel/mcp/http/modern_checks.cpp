#include "http/modern_checks.hpp"

#include <algorithm>

#include "http/error_response.hpp"
#include "http/param_headers.hpp"

namespace cancel::mcp {

namespace {

// Revisions are dates, so later ones compare greater.
constexpr std::string_view first_modern_version = "2026";

bool names_something(std::string_view method) {
  return method == "tools/call" || method == "prompts/get" || method == "resources/read" || method == "tasks/get" ||
         method == "tasks/update" || method == "tasks/cancel";
}

http::Response mismatch(const MessageHead& head, const std::string& what) {
  return error_response(400, code::header_mismatch, what, head.id);
}

JsonText versions_data(const std::string& requested) {
  JsonWriter json;
  json.begin_object().key("supported").begin_array();
  for (const std::string_view version : modern_versions) json.value(version);
  json.end_array().member("requested", requested).end_object();
  return json.take();
}

std::optional<http::Response> version_refusal(const MessageHead& head, const std::optional<std::string>& header) {
  if (header && head.version && *header != *head.version) {
    return mismatch(head, "MCP-Protocol-Version says " + *header + ", _meta says " + *head.version);
  }
  if (!head.version || !head.has_capabilities) {
    const std::string missing(head.version ? meta::client_capabilities : meta::protocol_version);
    return error_response(400, code::invalid_params, "_meta has no " + missing, head.id);
  }
  if (!header) return mismatch(head, "the header MCP-Protocol-Version is missing");
  if (!is_modern_version(*head.version)) {
    return error_response(400, code::unsupported_version, "this server does not speak version " + *head.version,
                          head.id, versions_data(*head.version));
  }
  return std::nullopt;
}

}  // namespace

bool is_modern_version(std::string_view version) {
  return std::find(modern_versions.begin(), modern_versions.end(), version) != modern_versions.end();
}

bool is_legacy_version(std::string_view version) {
  return std::find(legacy_versions.begin(), legacy_versions.end(), version) != legacy_versions.end();
}

bool is_modern(const MessageHead& head, const http::Headers& headers) {
  if (head.version) return true;
  const auto header = headers.find(version_header);
  return header && !is_legacy_version(*header) && *header >= first_modern_version;
}

std::optional<http::Response> modern_refusal(const MessageHead& head, const http::Headers& headers) {
  std::optional<std::string> version;
  if (const auto raw = headers.find(version_header)) version = header_value(*raw);
  if (auto refusal = version_refusal(head, version)) return refusal;
  const auto method = headers.find("Mcp-Method");
  if (!method) return mismatch(head, "the header Mcp-Method is missing");
  if (header_value(*method) != head.method) return mismatch(head, "Mcp-Method differs from the body's method");
  if (!names_something(head.method) || !head.name) return std::nullopt;  // a missing name is for the method to refuse
  const auto name = headers.find("Mcp-Name");
  if (!name) return mismatch(head, "the header Mcp-Name is missing");
  if (header_value(*name) != *head.name) return mismatch(head, "Mcp-Name differs from the body's name");
  return std::nullopt;
}

}  // namespace cancel::mcp
