#include "top/box.hpp"

#include <algorithm>

namespace cancel::top {

namespace {

constexpr std::size_t frame = 2;  // columns on each side: the line and a blank

void put(Line& onto, const Line& line) {
  for (const Span& span : line.spans()) onto.add(span.text, span.look);
}

std::string repeated(std::string_view text, std::size_t count) {
  std::string all;
  for (std::size_t index = 0; index < count; ++index) all += text;
  return all;
}

}  // namespace

BoxPlace place_box(const Size& screen, std::size_t width, std::size_t lines) {
  BoxPlace place;
  place.width = std::min(width, screen.columns - std::min(screen.columns, 2 * frame));
  place.lines = std::min(lines, screen.lines - std::min<std::size_t>(screen.lines, 2));
  place.column = (screen.columns - std::min(screen.columns, place.width)) / 2;
  place.line = (screen.lines - std::min(screen.lines, place.lines)) / 2;
  return place;
}

void draw_box(Screen& screen, const BoxPlace& place, std::string_view title, const std::vector<Line>& content) {
  const std::size_t left = place.column - std::min(place.column, frame);
  const std::size_t inner = place.width + 2;
  const auto draw = [&](std::size_t at, const Line& line) {
    if (at >= screen.lines.size()) return;
    Line whole = screen.lines[at].front(left);
    whole.fill(left);
    put(whole, line);
    whole.cut(screen.size.columns);
    screen.lines[at] = whole;
  };
  Line top("┌", strong);
  Line name(title.empty() ? "" : " " + std::string(title) + " ", strong);
  name.cut(inner);
  put(top, name);
  top.add(repeated("─", inner - name.width()) + "┐", strong);
  if (place.line > 0) draw(place.line - 1, top);
  for (std::size_t index = 0; index < place.lines; ++index) {
    Line line("│ ", strong);
    Line part = index < content.size() ? content[index] : Line();
    part.cut(place.width);
    put(line, part);
    line.fill(place.width + frame).add(" │", strong);
    draw(place.line + index, line);
  }
  draw(place.line + place.lines, Line("└" + repeated("─", inner) + "┘", strong));
}

}  // namespace cancel::top
