#pragma once

#include <string>
#include <string_view>

#include "cancel/domain/vocabulary.hpp"

namespace cancel::text {

enum class Style { plain, bold, dim, red, green, yellow, blue, magenta };

// Colours, where they are wanted.
class Palette {
 public:
  explicit Palette(bool colour) : colour_(colour) {}
  std::string paint(Style style, std::string_view text) const;

 private:
  bool colour_;
};

Style style_of(TokenState state);
Style style_of(EventType type);

}  // namespace cancel::text
