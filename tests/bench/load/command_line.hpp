#pragma once

#include <optional>

#include "options.hpp"

namespace cancel::load {

// Nothing where the program is to end at once, with `status`: help was printed, or a mistake told on stderr (2).
std::optional<LoadOptions> parse_command_line(int count, char** arguments, int& status);

}  // namespace cancel::load
