#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "top/look.hpp"

namespace cancel::top {

struct Span {
  std::string text;  // visible()
  Look look{};
};

// One line of a screen, piece by piece. Whatever text is added is made visible(), so it stays on its line and does
// nothing. A value.
class Line {
 public:
  Line() = default;
  explicit Line(std::string_view text, Look look = {}) { add(text, look); }

  Line& add(std::string_view text, Look look = {});
  // `text` in exactly `width` columns: cut, or filled up with blanks behind it or before it.
  Line& add_cell(std::string_view text, std::size_t width, bool right, Look look = {});
  Line& add_blanks(std::size_t count, Look look = {});
  // Blanks up to `width`.
  Line& fill(std::size_t width, Look look = {});
  // What is wider than `width` ends with "…".
  void cut(std::size_t width);
  // What of it stands in the first `width` columns; nothing tells that there is more.
  Line front(std::size_t width) const;
  // The same look everywhere, as far as `look` says something; used for the line that is selected.
  void put_over(Look look);

  std::size_t width() const { return width_; }
  std::string text() const;
  const std::vector<Span>& spans() const { return spans_; }

 private:
  void append(std::string text, std::size_t width, Look look);

  std::vector<Span> spans_;
  std::size_t width_ = 0;
};

}  // namespace cancel::top
