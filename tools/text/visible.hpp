#pragma once

#include <string>
#include <string_view>

namespace cancel::text {

// `text` in a form that shows everything and does nothing: control characters, line ends, characters that turn the
// direction of writing and bytes that are not UTF-8 are written as \n, \t, \x1b, \u202e. No terminal acts on the
// result, and it stays on one line.
std::string visible(std::string_view text);

}  // namespace cancel::text
