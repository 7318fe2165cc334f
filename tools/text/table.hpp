#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "text/style.hpp"

namespace cancel::text {

struct Cell {
  std::string text;  // is made visible() by the table
  Style style = Style::plain;
};

enum class Align { left, right };

struct Column {
  std::string title;
  Align align = Align::left;
};

// Rows in aligned columns, page by page: every page is aligned in itself, and no column gets narrower from one page to
// the next. The last column is not padded. Lines longer than `width` are cut, where a width is given.
class Table {
 public:
  Table(std::vector<Column> columns, std::optional<std::size_t> width, Palette palette);

  // One cell a column.
  void add(std::vector<Cell> row);
  bool empty() const { return rows_.empty(); }

  // The rows that have come since the last page, as lines that end with '\n'; the titles stand above the first page.
  std::string take_page();

 private:
  std::string line(const std::vector<Cell>& row) const;
  void widen(const std::vector<Cell>& row);

  std::vector<Column> columns_;
  std::optional<std::size_t> width_;
  Palette palette_;
  std::vector<std::size_t> widths_;
  std::vector<std::vector<Cell>> rows_;
  bool titled_ = false;
};

// "name  value" lines, aligned, for one thing with many properties.
std::string property_lines(const std::vector<std::pair<std::string, Cell>>& properties, const Palette& palette);

}  // namespace cancel::text
