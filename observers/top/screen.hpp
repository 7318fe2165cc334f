#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "top/line.hpp"

namespace cancel::top {

struct Size {
  std::size_t columns = 80;
  std::size_t lines = 24;
  bool operator==(const Size&) const = default;
};

// Where something is typed.
struct Cursor {
  std::size_t line = 0;
  std::size_t column = 0;
};

// What is to be seen: as many lines as the terminal has, none wider than it is. A value.
struct Screen {
  Size size{};
  std::vector<Line> lines{};
  std::optional<Cursor> cursor{};
};

}  // namespace cancel::top
