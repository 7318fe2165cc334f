#include "text/table.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "text/display_width.hpp"
#include "text/visible.hpp"

namespace cancel::text {

namespace {

constexpr std::size_t gap = 2;

std::string spaces(std::size_t count) {
  return std::string(count, ' ');
}

}  // namespace

Table::Table(std::vector<Column> columns, std::optional<std::size_t> width, Palette palette)
    : columns_(std::move(columns)), width_(width), palette_(palette) {
  for (const Column& column : columns_) widths_.push_back(display_width(column.title));
}

void Table::add(std::vector<Cell> row) {
  assert(row.size() == columns_.size());
  for (Cell& cell : row) cell.text = visible(cell.text);
  widen(row);
  rows_.push_back(std::move(row));
}

void Table::widen(const std::vector<Cell>& row) {
  for (std::size_t index = 0; index < row.size(); ++index) {
    widths_[index] = std::max(widths_[index], display_width(row[index].text));
  }
}

std::string Table::take_page() {
  std::string page;
  if (!std::exchange(titled_, true)) {
    std::vector<Cell> titles;
    for (const Column& column : columns_) titles.push_back({column.title, Style::bold});
    page += line(titles);
  }
  for (const auto& row : rows_) page += line(row);
  rows_.clear();
  return page;
}

std::string Table::line(const std::vector<Cell>& row) const {
  std::string result;
  std::size_t left = width_.value_or(std::string::npos);
  for (std::size_t index = 0; index < row.size() && left > 0; ++index) {
    const bool right = columns_[index].align == Align::right;
    const bool last = index + 1 == row.size();
    const std::string padding = spaces(widths_[index] - display_width(row[index].text));
    result += palette_.paint(row[index].style, cut_to_width(right ? padding + row[index].text : row[index].text, left));
    if (!right && !last) result += padding;
    if (!last) result += spaces(gap);
    left -= std::min(left, widths_[index] + gap);
  }
  result.erase(result.find_last_not_of(' ') + 1);
  return result + "\n";
}

std::string property_lines(const std::vector<std::pair<std::string, Cell>>& properties, const Palette& palette) {
  std::size_t width = 0;
  for (const auto& [name, value] : properties) width = std::max(width, display_width(name));
  std::string lines;
  for (const auto& [name, value] : properties) {
    lines += palette.paint(Style::dim, name) + spaces(width - display_width(name) + gap);
    lines += palette.paint(value.style, visible(value.text)) + "\n";
  }
  return lines;
}

}  // namespace cancel::text
