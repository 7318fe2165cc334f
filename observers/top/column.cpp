#include "top/column.hpp"

#include <algorithm>

namespace cancel::top {

namespace {

constexpr std::size_t any_width = 400;

std::size_t taken(const std::vector<PlacedColumn>& columns) {
  std::size_t sum = columns.empty() ? 0 : columns.size() - 1;
  for (const PlacedColumn& placed : columns) sum += placed.width;
  return sum;
}

void drop_least_important(std::vector<PlacedColumn>& columns) {
  columns.erase(std::min_element(columns.begin(), columns.end(), [](const auto& left, const auto& right) {
    return left.column->importance < right.column->importance;
  }));
}

// Gives what is left to those that may grow, round by round.
void grow(std::vector<PlacedColumn>& columns, std::size_t left) {
  bool grown = true;
  while (left > 0 && grown) {
    grown = false;
    for (PlacedColumn& placed : columns) {
      const std::size_t room = placed.column->most - std::min(placed.column->most, placed.width);
      const std::size_t step = std::min({placed.column->growth, room, left});
      placed.width += step;
      left -= step;
      grown = grown || step > 0;
    }
  }
}

}  // namespace

const std::vector<Column>& columns_of(PaneKind pane) {
  static const std::vector<Column> running{{Field::space, "NAMESPACE", "namespace", 9, 16, 5},
                                           {Field::id, "OPERATION", "id", 12, 48, 9, false, 2},
                                           {Field::tool, "TOOL", "tool", 8, 24, 7},
                                           {Field::since, "AGE", "age", 11, 11, 8, true},
                                           {Field::state, "STATE", "state", 9, 9, 6},
                                           {Field::session, "SESSION", "session", 8, 36, 3}};
  static const std::vector<Column> open{{Field::space, "NAMESPACE", "namespace", 9, 16, 4},
                                        {Field::id, "TOKEN", "id", 12, 40, 9, false, 2},
                                        {Field::state, "STATE", "state", 9, 9, 6},
                                        {Field::since, "FOR", "age", 11, 11, 5, true},
                                        {Field::left, "TIME LEFT", "left", 19, 25, 8},
                                        {Field::tool, "TOOL", "tool", 16, 24, 1},
                                        {Field::cause, "CAUSE", "cause", 14, 19, 2},
                                        {Field::requester, "BY", "by", 16, 24, 2},
                                        {Field::reason, "REASON", "reason", 8, any_width, 3, false, 3}};
  static const std::vector<Column> recent{
      {Field::since, "ENDED", "age", 8, 8, 8},         {Field::space, "NAMESPACE", "namespace", 9, 16, 4},
      {Field::id, "TOKEN", "id", 12, 40, 9, false, 2}, {Field::outcome, "OUTCOME", "outcome", 15, 15, 7},
      {Field::took, "TOOK", "took", 11, 11, 6, true},  {Field::tool, "TOOL", "tool", 16, 24, 1},
      {Field::mode, "MODE", "mode", 8, 8, 1},          {Field::cause, "CAUSE", "cause", 14, 19, 2},
      {Field::requester, "BY", "by", 16, 24, 1},       {Field::reason, "REASON", "reason", 8, any_width, 3, false, 3}};
  if (pane == PaneKind::running) return running;
  return pane == PaneKind::open ? open : recent;
}

std::string_view title_of(PaneKind pane) {
  if (pane == PaneKind::running) return "Running";
  return pane == PaneKind::open ? "Being cancelled" : "Recent";
}

const Column* column_named(PaneKind pane, std::string_view word) {
  const auto& all = columns_of(pane);
  const auto found = std::find_if(all.begin(), all.end(), [word](const Column& column) { return column.word == word; });
  return found == all.end() ? nullptr : &*found;
}

std::vector<PlacedColumn> place_columns(PaneKind pane, std::size_t width) {
  std::vector<PlacedColumn> placed;
  for (const Column& column : columns_of(pane)) placed.push_back({&column, column.least});
  while (placed.size() > 1 && taken(placed) > width) drop_least_important(placed);
  if (taken(placed) > width) placed.front().width = width;
  grow(placed, width - std::min(taken(placed), width));
  return placed;
}

}  // namespace cancel::top
