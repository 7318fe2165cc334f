#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "top/key.hpp"

namespace cancel::top {

// What a key means on the lists. Other pages understand those of them that move.
enum class Action {
  up,
  down,
  page_up,
  page_down,
  home,
  end,
  next_pane,
  previous_pane,
  sort_next,
  sort_previous,
  reverse,
  filter,
  open,
  cancel,
  force,
  pause,
  help,
  redraw,
  back,
  quit
};

// Empty: the key means nothing.
std::optional<Action> action_of(const Key& key);

// The same table for people: "Tab", "the next list".
struct KeyHelp {
  std::string_view keys;
  std::string_view meaning;
};
const std::vector<KeyHelp>& key_help();

}  // namespace cancel::top
