#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "top/action.hpp"
#include "top/filter.hpp"
#include "top/model.hpp"
#include "top/order.hpp"
#include "top/screen.hpp"

namespace cancel::top {

// One of the lists: which rows it has, how they are ordered, which one is selected, and its picture.
//
// What is selected goes with its token wherever that stands; only the first row, as long as nobody has moved away from
// it, stays the first. Not thread-safe.
class Pane {
 public:
  explicit Pane(PaneKind kind);

  PaneKind kind() const { return kind_; }
  void sort_by(Field field, bool reverse);
  Field sorted_by() const { return field_; }
  bool reversed() const { return reverse_; }

  // Looks at the model again where it has changed. `lines` is the room for rows, at least 1.
  // Cost: where the model or the filter changed, one look at each token; else that of the rows.
  void update(const Model& model, const Filter& filter, std::size_t lines);

  // Moves and sorting. Whether the action meant something here. To be called after update().
  bool act(Action action);

  // As of the last update(), which is what the user has seen.
  std::optional<TokenName> selected() const { return selected_; }
  std::size_t size() const { return rows_.size(); }  // of those that fit the filter
  std::size_t all() const { return all_; }

  // A line of titles and `lines` rows of `width` columns.
  void draw(const Model& model, std::size_t width, bool active, std::vector<Line>& lines) const;

 private:
  void find_selected(const Model& model, const Order& order);
  void scroll(std::size_t lines);
  void select(std::size_t index);
  void sort_beside(bool next);
  Line title_line(std::size_t width, bool active) const;
  Line heading_line(std::size_t width, bool active) const;
  Line row_line(const Model& model, const live::LiveToken& token, std::size_t width, bool selected) const;

  PaneKind kind_;
  Field field_ = Field::since;
  bool reverse_ = false;

  Rows rows_;
  std::size_t all_ = 0;
  std::optional<std::uint64_t> revision_;  // of the model that the rows are of
  std::string filter_;                     // that they fit

  std::size_t first_ = 0;  // row that is shown
  std::size_t shown_ = 0;  // rows that there is room for
  std::size_t index_ = 0;  // of the selected row
  std::vector<TokenName> shown_names_;
  bool pinned_ = false;  // the selection goes with its token
  std::optional<TokenName> selected_;
};

}  // namespace cancel::top
