#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cancel::text {

// How many columns of a terminal `text` takes; it must be visible() text. Independent of the locale.
std::size_t display_width(std::string_view text);

// `text` where it fits into `width` columns, else its beginning and "…".
std::string cut_to_width(std::string_view text, std::size_t width);

}  // namespace cancel::text
