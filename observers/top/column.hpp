#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace cancel::top {

enum class PaneKind { running, open, recent };

// What a column says of a token. `since` is the age of an operation, how long ago a cancellation was requested, or when
// it was over, as the pane has it.
enum class Field { since, space, id, tool, state, session, left, mode, outcome, took, cause, requester, reason };

struct Column {
  Field field;
  std::string_view title;
  std::string_view word;  // for --sort
  std::size_t least;      // columns of the screen
  std::size_t most;
  int importance;  // where there is no room for all, those with the least go
  bool right = false;
  std::size_t growth = 1;  // its share of what is left
};

// In the order in which they are shown.
const std::vector<Column>& columns_of(PaneKind pane);
std::string_view title_of(PaneKind pane);
const Column* column_named(PaneKind pane, std::string_view word);

struct PlacedColumn {
  const Column* column;
  std::size_t width;
};

// Which columns fit into `width` with a blank between them, and how wide they are: all of `width` is used as far as the
// columns may grow. The most important one is there in any case.
std::vector<PlacedColumn> place_columns(PaneKind pane, std::size_t width);

}  // namespace cancel::top
