#pragma once

#include <cstddef>
#include <vector>

#include "live/live_state.hpp"
#include "top/column.hpp"
#include "top/filter.hpp"

namespace cancel::top {

using Rows = std::vector<const live::LiveToken*>;

// The tokens of a pane that fit, in the order in which the state has them. Cost: one look at each token of the pane.
Rows rows_in(const live::LiveState& state, PaneKind pane, const Filter& filter);
// How many the pane has, whether or not they fit.
std::size_t count_in(const live::LiveState& state, PaneKind pane);

// A total order of the tokens of a pane by one of its columns; equal ones stand in the order of their names, those
// without the column's text behind all others. Time goes down: the oldest operation is the first, the first requested
// cancellation, the last one that ended.
class Order {
 public:
  Order(const live::LiveState& state, PaneKind pane, Field field, bool reverse)
      : state_(&state), pane_(pane), field_(field), reverse_(reverse) {}

  bool operator()(const live::LiveToken* left, const live::LiveToken* right) const;

 private:
  int compare(const live::LiveToken& left, const live::LiveToken& right) const;
  int compare_times(const live::LiveToken& left, const live::LiveToken& right) const;

  const live::LiveState* state_;
  PaneKind pane_;
  Field field_;
  bool reverse_;
};

// Puts the rows from `first` on, `count` of them, where they belong; the others stand in any order. So a page of very
// many rows costs one look at each of them, and no sorting.
void arrange(Rows& rows, const Order& order, std::size_t first, std::size_t count);

// Before how many rows `token` would stand.
std::size_t rank_of(const Rows& rows, const Order& order, const live::LiveToken* token);

}  // namespace cancel::top
