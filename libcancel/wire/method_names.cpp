#include "cancel/wire/method_names.hpp"

#include <algorithm>
#include <array>
#include <variant>

#include "method_index.hpp"

namespace cancel {
namespace {

// In the order of CommandBody's alternatives.
constexpr std::array<std::string_view, std::variant_size_v<CommandBody>> names{
    "cancellation/create",  "cancellation/cancel", "cancellation/cancelMany",
    "cancellation/status",  "cancellation/wait",   "cancellation/list",
    "cancellation/release", "operation/start",     "operation/executed",
    "operation/finish",     "operation/list",      "session/open",
    "session/renew",        "session/close",       "events/read",
    "stats/read",           "server/info",         "log/prune",
    "operation/result",
};

}  // namespace

std::string_view method_of(const CommandBody& body) {
  return names[body.index()];
}

std::string_view method_of(const Command& command) {
  return method_of(command.body);
}

std::optional<std::size_t> method_index(std::string_view name) {
  const auto* const found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

}  // namespace cancel
