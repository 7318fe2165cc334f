#pragma once

#include "text/style.hpp"

namespace cancel::top {

// How a piece of text looks. Without colours `bold` and `reverse` are what is left of it.
struct Look {
  text::Style style = text::Style::plain;
  bool bold = false;
  bool reverse = false;

  bool operator==(const Look&) const = default;
};

inline constexpr Look plain{};
inline constexpr Look strong{text::Style::plain, true, false};
inline constexpr Look faint{text::Style::dim, false, false};
inline constexpr Look alarming{text::Style::red, true, false};
inline constexpr Look heading{text::Style::plain, false, true};

}  // namespace cancel::top
