#pragma once

#include <cstddef>
#include <string_view>

namespace cancel::text {

// One code point at the beginning of a text; `valid` false: one byte that is not UTF-8, as its value.
struct CodePoint {
  char32_t value = 0;
  std::size_t length = 1;
  bool valid = false;
};

// `text` must not be empty.
CodePoint first_code_point(std::string_view text);

bool is_utf8(std::string_view text);

}  // namespace cancel::text
