#pragma once

#include <cstddef>
#include <string>

#include "text/style.hpp"
#include "top/filter.hpp"
#include "top/model.hpp"
#include "top/order.hpp"

namespace cancel::top {

struct SnapshotOptions {
  Filter filter{};
  std::string sort{};  // a column's word
  bool reverse = false;
  std::size_t limit = 1'000;  // rows of each list
};

// The rows of one list as a snapshot shows them, and how many there are.
struct SnapshotRows {
  Rows rows;                // in order, `limit` at most
  std::size_t fitting = 0;  // that fit the filter
};
SnapshotRows rows_of(const live::LiveState& state, PaneKind pane, const SnapshotOptions& options);

// What the screen shows, once, as lines of text. `width`: of the terminal, where it is one.
std::string snapshot_text(const Model& model, const SnapshotOptions& options, std::optional<std::size_t> width,
                          const text::Palette& palette);

// The same as one JSON object on one line, with everything that is known of the rows.
std::string snapshot_json(const Model& model, const SnapshotOptions& options);

}  // namespace cancel::top
