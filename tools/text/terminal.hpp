#pragma once

#include <cstddef>
#include <optional>

namespace cancel::text {

bool is_terminal(int descriptor);

// The columns of the terminal behind `descriptor`; empty where there is none.
std::optional<std::size_t> terminal_width(int descriptor);

// Colours go to terminals only, and not where NO_COLOR is set or the terminal is a dumb one.
bool colour_suits(int descriptor);

}  // namespace cancel::text
