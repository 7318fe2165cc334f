#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/assignment.hpp"

namespace cancel::daemon {

// What the TOML file `path` says, in the order of its lines. Throws ConfigError with file, line and key: for a file
// that can't be read, wrong syntax, an unknown section or key. Values are not looked at.
std::vector<Assignment> read_config_file(const std::string& path);

// The same for a text that is in memory; `path` is what it is called.
std::vector<Assignment> parse_config_text(std::string_view text, const std::string& path);

}  // namespace cancel::daemon
