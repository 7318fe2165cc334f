#pragma once

#include "top/filter.hpp"
#include "top/line_editor.hpp"
#include "top/screen.hpp"

namespace cancel::top {

// The line in which a filter is typed. What is right already counts at once. A value.
class FilterPrompt {
 public:
  explicit FilterPrompt(Filter before);

  enum class End { not_yet, kept, given_up };
  // What the filter is after this key, is filter().
  End press(const Key& key);

  const Filter& filter() const { return filter_; }
  Line line(std::size_t width, std::size_t& cursor) const;

 private:
  void read();

  Filter before_;
  Filter filter_;
  LineEditor editor_;
  std::string fault_;
};

}  // namespace cancel::top
