#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/assignment.hpp"

namespace cancel::daemon {

// Environment variables and their values.
using Variables = std::map<std::string, std::string>;

// Those of this process.
Variables process_variables();

// The value of a variable; an empty one counts as unset.
std::optional<std::string> value_of(const Variables& variables, const std::string& name);

// What the environment says, weakest first: a key's own variable comes after the one that clients share. Throws
// ConfigError for a CANCELD_SECTION_… that names no key of that section.
std::vector<Assignment> read_environment(const Variables& variables);

}  // namespace cancel::daemon
