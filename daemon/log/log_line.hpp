#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "log/log_level.hpp"

namespace cancel::daemon {

using LogValue = std::variant<std::string_view, std::int64_t, std::uint64_t, bool>;

// One detail of a fact. It refers to its name and its text, so it is made where the line is written.
struct LogField {
  std::string_view name;
  LogValue value;
};

using LogFields = std::vector<LogField>;

// A fact as it stands behind the time in the program log: `info cancellation requested token=a reason="no longer
// needed"`, or for JSON the members `"level":"info","message":"cancellation requested","token":"a",…` without their
// braces.
std::string format_fact(LogFormat format, std::string_view level, std::string_view message, const LogFields& fields);

}  // namespace cancel::daemon
