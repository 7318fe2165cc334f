#include "text/number_text.hpp"
#include "text/table.hpp"
#include "top/cells.hpp"
#include "top/header.hpp"
#include "top/snapshot.hpp"

namespace cancel::top {

namespace {

// Wide enough for all that the header says.
constexpr std::size_t header_width = 120;
constexpr std::size_t header_size = 4;

std::string painted(const Line& line, const text::Palette& palette) {
  std::string text;
  for (const Span& span : line.spans()) {
    const bool only_bold = span.look.bold && span.look.style == text::Style::plain;
    text += palette.paint(only_bold ? text::Style::bold : span.look.style, span.text);
  }
  text.erase(text.find_last_not_of(' ') + 1);
  return text + "\n";
}

std::string table_of(const Model& model, PaneKind pane, const SnapshotRows& rows, std::optional<std::size_t> width,
                     const text::Palette& palette) {
  std::vector<text::Column> columns{{""}};
  for (const Column& column : columns_of(pane))
    columns.push_back({std::string(column.title), column.right ? text::Align::right : text::Align::left});
  text::Table table(columns, width, palette);
  for (const live::LiveToken* token : rows.rows) {
    const bool unconfirmed = token->open() && token->cancellation->unconfirmed;
    std::vector<text::Cell> cells{{unconfirmed ? "!" : "", text::Style::red}};
    for (const Column& column : columns_of(pane)) {
      const CellText cell = cell_of(model.state, *token, pane, column.field, model.now);
      const text::Style style = column.field == Field::id ? text::Style::bold : cell.look.style;
      cells.push_back({cell.text.empty() ? "-" : cell.text, unconfirmed ? text::Style::red : style});
    }
    table.add(std::move(cells));
  }
  return table.empty() ? "" : table.take_page();
}

}  // namespace

SnapshotRows rows_of(const live::LiveState& state, PaneKind pane, const SnapshotOptions& options) {
  SnapshotRows all;
  all.rows = rows_in(state, pane, options.filter);
  all.fitting = all.rows.size();
  const Column* column = column_named(pane, options.sort);
  const Order order(state, pane, column ? column->field : Field::since, column && options.reverse);
  arrange(all.rows, order, 0, options.limit);
  if (all.rows.size() > options.limit) all.rows.resize(options.limit);
  return all;
}

std::string snapshot_text(const Model& model, const SnapshotOptions& options, std::optional<std::size_t> width,
                          const text::Palette& palette) {
  std::string text;
  for (Line& line : header_lines(model, false, width.value_or(header_width), header_size))
    text += painted(line, palette);
  for (const PaneKind pane : {PaneKind::running, PaneKind::open, PaneKind::recent}) {
    const SnapshotRows rows = rows_of(model.state, pane, options);
    const std::size_t all = count_in(model.state, pane);
    Line title(title_of(pane), strong);
    title.add(" " + text::grouped(rows.fitting) + (rows.fitting == all ? "" : " of " + text::grouped(all)), strong);
    text += "\n" + painted(title, palette) + table_of(model, pane, rows, width, palette);
    if (rows.fitting > rows.rows.size())
      text += "  and " + text::grouped(rows.fitting - rows.rows.size()) + " more; --limit shows them\n";
  }
  return text;
}

}  // namespace cancel::top
