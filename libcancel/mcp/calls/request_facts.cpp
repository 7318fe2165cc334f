#include <algorithm>
#include <array>

#include "cancel/mcp/request_context.hpp"

namespace cancel::mcp {

namespace {

constexpr std::array<std::string_view, 8> level_words{"debug", "info",     "notice", "warning",
                                                      "error", "critical", "alert",  "emergency"};

bool is_declared(const Json* member) {
  return member != nullptr && !member->IsNull() && !member->IsFalse();
}

// The names of extensions have dots of their own.
bool declares_extension(const Json& capabilities, std::string_view name) {
  const Json* extensions = find(capabilities, "extensions");
  return extensions != nullptr && is_declared(find(*extensions, name));
}

}  // namespace

std::string_view to_string(LogLevel level) {
  return level_words[static_cast<std::size_t>(level)];
}

std::optional<LogLevel> log_level_of(std::string_view word) {
  const auto found = std::find(level_words.begin(), level_words.end(), word);
  if (found == level_words.end()) return std::nullopt;
  return static_cast<LogLevel>(found - level_words.begin());
}

const Json* RequestFacts::params() const {
  return message ? find(*message, "params") : nullptr;
}

const Json* RequestFacts::meta() const {
  const Json* given = params();
  return given != nullptr ? find(*given, "_meta") : nullptr;
}

bool RequestFacts::client_has(std::string_view capability) const {
  constexpr std::string_view extension = "extensions.";
  const JsonDocument capabilities = parse_json(client_capabilities.text());
  if (capability.substr(0, extension.size()) == extension) {
    return declares_extension(capabilities, capability.substr(extension.size()));
  }
  const Json* at = &capabilities;
  while (at != nullptr) {
    const std::size_t dot = capability.find('.');
    at = find(*at, capability.substr(0, dot));
    if (dot == std::string_view::npos) break;
    capability.remove_prefix(dot + 1);
  }
  return is_declared(at);
}

}  // namespace cancel::mcp
