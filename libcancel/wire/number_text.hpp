#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

namespace cancel {

// What a JSON number is: a 64-bit integer where it is written as one and fits, else the nearest double; or too large
// for a double.
struct TooLarge {};
using Number = std::variant<std::int64_t, std::uint64_t, double, TooLarge>;

// `text` must be a number in JSON's grammar. Integers above the range of int64_t are uint64_t.
Number number_from(std::string_view text);

// Whether the number that JSON text stands for is whole, exactly, however large it is: 7, 1.0, 1.50e1, not 0.5.
bool is_whole(std::string_view text);

}  // namespace cancel
