#include "top/pane.hpp"

#include <algorithm>

#include "text/number_text.hpp"
#include "top/cells.hpp"

namespace cancel::top {

namespace {

using live::LiveToken;

// Before the columns: what marks a row without colours.
constexpr std::size_t margin = 2;

std::string_view empty_text(PaneKind kind, bool filtered) {
  if (filtered) return "nothing that fits the filter";
  if (kind == PaneKind::running) return "nothing runs";
  return kind == PaneKind::open ? "nothing is being cancelled" : "nothing was cancelled a short while ago";
}

}  // namespace

Pane::Pane(PaneKind kind) : kind_(kind) {}

void Pane::sort_by(Field field, bool reverse) {
  field_ = field;
  reverse_ = reverse;
}

void Pane::find_selected(const Model& model, const Order& order) {
  if (rows_.empty()) {
    index_ = 0;
    selected_.reset();
    return;
  }
  const LiveToken* token = pinned_ && selected_ ? model.state.find(*selected_) : nullptr;
  if (token && std::find(rows_.begin(), rows_.end(), token) != rows_.end()) index_ = rank_of(rows_, order, token);
  index_ = std::min(index_, rows_.size() - 1);
}

void Pane::scroll(std::size_t lines) {
  shown_ = lines;
  if (index_ < first_) first_ = index_;
  if (index_ >= first_ + lines) first_ = index_ + 1 - lines;
  first_ = std::min(first_, rows_.size() > lines ? rows_.size() - lines : 0);
}

void Pane::update(const Model& model, const Filter& filter, std::size_t lines) {
  if (revision_ != model.state.revision() || filter_ != filter.text()) {
    rows_ = rows_in(model.state, kind_, filter);
    all_ = count_in(model.state, kind_);
    revision_ = model.state.revision();
    filter_ = filter.text();
  }
  const Order order(model.state, kind_, field_, reverse_);
  find_selected(model, order);
  scroll(lines);
  arrange(rows_, order, first_, lines);
  shown_names_.clear();
  for (std::size_t index = first_; index < std::min(first_ + lines, rows_.size()); ++index)
    shown_names_.push_back(rows_[index]->name);
  if (!rows_.empty()) selected_ = shown_names_[index_ - first_];
}

void Pane::select(std::size_t index) {
  index_ = index;
  pinned_ = index > 0;
  selected_.reset();  // the next update() knows it
  const bool seen = index >= first_ && index - first_ < shown_names_.size();
  if (seen) selected_ = shown_names_[index - first_];
}

bool Pane::act(Action action) {
  const std::size_t last = rows_.empty() ? 0 : rows_.size() - 1;
  const std::size_t page = std::max<std::size_t>(shown_, 2) - 1;
  switch (action) {
    case Action::up:
      select(index_ - std::min<std::size_t>(index_, 1));
      return true;
    case Action::down:
      select(std::min(index_ + 1, last));
      return true;
    case Action::page_up:
      select(index_ - std::min(index_, page));
      return true;
    case Action::page_down:
      select(std::min(index_ + page, last));
      return true;
    case Action::home:
      select(0);
      return true;
    case Action::end:
      select(last);
      return true;
    case Action::sort_next:
    case Action::sort_previous:
      sort_beside(action == Action::sort_next);
      return true;
    case Action::reverse:
      reverse_ = !reverse_;
      return true;
    default:
      return false;
  }
}

void Pane::sort_beside(bool next) {
  const auto& columns = columns_of(kind_);
  const auto at =
      std::find_if(columns.begin(), columns.end(), [this](const Column& column) { return column.field == field_; });
  const auto index = static_cast<std::size_t>(at - columns.begin());
  field_ = columns[(index + (next ? 1 : columns.size() - 1)) % columns.size()].field;
  reverse_ = false;
}

Line Pane::title_line(std::size_t width, bool active) const {
  const Look look{active ? text::Style::green : text::Style::plain, true};
  Line line(active ? "─▶ " : "── ", look);
  line.add(title_of(kind_), look).add(" ", look);
  const std::string of_all = rows_.size() == all_ ? "" : " of " + text::grouped(all_);
  line.add(text::grouped(rows_.size()) + of_all + " ", look);
  const std::size_t last = std::min(first_ + shown_, rows_.size());
  std::string shown;
  if (rows_.size() > shown_ && shown_ > 0) shown = " " + text::grouped(first_ + 1) + "–" + text::grouped(last) + " ──";
  const std::size_t taken = line.width() + Line(shown).width();
  for (std::size_t column = taken; column < width; ++column) line.add("─", active ? look : faint);
  line.add(shown, active ? look : faint);
  line.cut(width);
  return line;
}

Line Pane::heading_line(std::size_t width, bool active) const {
  const Look look{text::Style::plain, active, true};
  Line line;
  line.add_blanks(margin, look);
  for (const PlacedColumn& placed : place_columns(kind_, width - std::min(width, margin))) {
    if (line.width() > margin) line.add_blanks(1, look);
    const bool sorted = placed.column->field == field_;
    const std::string mark = sorted ? (reverse_ ? "▲" : "▼") : "";
    const Look sorted_look{sorted ? text::Style::green : text::Style::plain, look.bold, true};
    line.add_cell(std::string(placed.column->title) + mark, placed.width, placed.column->right, sorted_look);
  }
  line.fill(width, look).cut(width);
  return line;
}

Line Pane::row_line(const Model& model, const LiveToken& token, std::size_t width, bool selected) const {
  const bool unconfirmed = token.open() && token.cancellation->unconfirmed;
  Line line(unconfirmed ? "! " : selected ? "> " : "  ", unconfirmed ? alarming : plain);
  for (const PlacedColumn& placed : place_columns(kind_, width - std::min(width, margin))) {
    if (line.width() > margin) line.add_blanks(1);
    const CellText cell = cell_of(model.state, token, kind_, placed.column->field, model.now);
    line.add_cell(cell.text, placed.width, placed.column->right, cell.look);
  }
  line.fill(width).cut(width);
  if (unconfirmed) line.put_over(alarming);
  if (selected) line.put_over({text::Style::plain, false, true});
  return line;
}

void Pane::draw(const Model& model, std::size_t width, bool active, std::vector<Line>& lines) const {
  lines.push_back(title_line(width, active));
  lines.push_back(heading_line(width, active));
  const std::size_t end = lines.size() + shown_;
  const std::size_t last = std::min(first_ + shown_, rows_.size());
  for (std::size_t index = first_; index < last; ++index)
    lines.push_back(row_line(model, *rows_[index], width, active && index == index_));
  if (rows_.empty() && shown_ > 0) {
    Line line("  ");
    line.add(empty_text(kind_, all_ > 0), faint).cut(width);
    lines.push_back(line);
  }
  while (lines.size() < end) lines.emplace_back();
}

}  // namespace cancel::top
