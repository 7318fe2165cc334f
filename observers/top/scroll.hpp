#pragma once

#include <algorithm>
#include <cstddef>

#include "top/action.hpp"

namespace cancel::top {

// Which part of many lines is seen. A value.
class Scroll {
 public:
  // Whether the action moves.
  bool act(Action action) {
    const std::size_t page = std::max<std::size_t>(room_, 2) - 1;
    if (action == Action::up)
      first_ -= std::min<std::size_t>(first_, 1);
    else if (action == Action::down)
      ++first_;
    else if (action == Action::page_up)
      first_ -= std::min(first_, page);
    else if (action == Action::page_down)
      first_ += page;
    else if (action == Action::home)
      first_ = 0;
    else if (action == Action::end)
      first_ = all_;
    else
      return false;
    return true;
  }

  // The first line to show, where there are `all` lines, and room for `room`.
  std::size_t place(std::size_t all, std::size_t room) {
    all_ = all;
    room_ = room;
    first_ = std::min(first_, all > room ? all - room : 0);
    return first_;
  }

 private:
  std::size_t first_ = 0;
  std::size_t all_ = 0;
  std::size_t room_ = 0;
};

}  // namespace cancel::top
