#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>

namespace cancel {

// An event's number in the log: 1, 2, 3 … 0 is "before the first".
using Position = std::uint64_t;

// An event's number among the events of its token: 1, 2, 3 … 0 for the events of sessions.
using Version = std::uint64_t;

// What identifies a token inside the daemon: the position of its first event. It grows with creation, survives a
// restart and is never used again. 0 names no token.
using TokenKey = Position;

inline constexpr std::string_view default_namespace = "default";

// The name that the world knows a token by. An operation has the name of its own token.
struct TokenName {
  std::string space{default_namespace};  // the namespace
  std::string id;

  auto operator<=>(const TokenName&) const = default;
};

struct TokenNameHash {
  std::size_t operator()(const TokenName& name) const {
    const std::size_t seed = std::hash<std::string>{}(name.space);
    return std::hash<std::string>{}(name.id) ^ (seed * 0x9E3779B97F4A7C15ull + (seed >> 7));
  }
};

using Labels = std::map<std::string, std::string>;

// The id of a JSON-RPC request: a string or an integer, and 1 is not "1". Whole numbers up to 2^63-1 are int64_t,
// those above are uint64_t.
using RequestId = std::variant<std::int64_t, std::uint64_t, std::string>;

}  // namespace cancel
