#include "top/line.hpp"

#include <algorithm>

#include "text/display_width.hpp"
#include "text/visible.hpp"

namespace cancel::top {

void Line::append(std::string text, std::size_t width, Look look) {
  if (text.empty()) return;
  width_ += width;
  if (!spans_.empty() && spans_.back().look == look) {
    spans_.back().text += text;
  } else {
    spans_.push_back({std::move(text), look});
  }
}

Line& Line::add(std::string_view text, Look look) {
  std::string shown = text::visible(text);
  const std::size_t width = text::display_width(shown);
  append(std::move(shown), width, look);
  return *this;
}

Line& Line::add_cell(std::string_view text, std::size_t width, bool right, Look look) {
  std::string shown = text::cut_to_width(text::visible(text), width);
  const std::size_t taken = text::display_width(shown);
  const std::string blanks(width - std::min(taken, width), ' ');
  shown = right ? blanks + shown : shown + blanks;
  append(std::move(shown), std::max(width, taken), look);
  return *this;
}

Line& Line::add_blanks(std::size_t count, Look look) {
  append(std::string(count, ' '), count, look);
  return *this;
}

Line& Line::fill(std::size_t width, Look look) {
  return width_ < width ? add_blanks(width - width_, look) : *this;
}

void Line::cut(std::size_t width) {
  if (width_ <= width) return;
  const std::vector<Span> all = std::move(spans_);
  spans_.clear();
  width_ = 0;
  for (const Span& span : all) {
    const std::size_t left = width - width_;
    const std::size_t wanted = text::display_width(span.text);
    // A piece that just fits has to make room for the "…" where others follow.
    const bool fits = wanted < left || (wanted == left && &span == &all.back());
    std::string shown = fits ? span.text : text::cut_to_width(span.text + "…", left);
    const std::size_t taken = text::display_width(shown);
    append(std::move(shown), taken, span.look);
    if (!fits) break;
  }
}

Line Line::front(std::size_t width) const {
  constexpr std::string_view ellipsis = "…";
  Line front;
  for (const Span& span : spans_) {
    const std::size_t left = width - front.width();
    std::string shown = span.text;
    if (text::display_width(shown) > left) {
      shown = text::cut_to_width(shown + std::string(ellipsis), left + 1);
      shown.erase(shown.size() - ellipsis.size());
    }
    const std::size_t taken = text::display_width(shown);
    front.append(std::move(shown), taken, span.look);
    if (front.width() >= width) break;
  }
  return front;
}

void Line::put_over(Look look) {
  for (Span& span : spans_) {
    if (look.style != text::Style::plain) span.look.style = look.style;
    span.look.bold = span.look.bold || look.bold;
    span.look.reverse = span.look.reverse || look.reverse;
  }
}

std::string Line::text() const {
  std::string all;
  for (const Span& span : spans_) all += span.text;
  return all;
}

}  // namespace cancel::top
