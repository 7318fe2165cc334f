#pragma once

#include <cstddef>
#include <string>

#include "top/key.hpp"

namespace cancel::top {

// One line of text that somebody types. Always UTF-8, never longer than `most` bytes. A value.
class LineEditor {
 public:
  explicit LineEditor(std::size_t most, std::string text = {});

  // Whether the key meant something here.
  bool press(const Key& key);

  const std::string& text() const { return text_; }

  // The part that fits into `width` columns around the place where is typed, which is in column `cursor` of it.
  struct Shown {
    std::string text;
    std::size_t cursor = 0;
  };
  Shown shown(std::size_t width) const;

 private:
  void insert(char32_t character);
  void erase_before();
  void erase_word();
  std::size_t left_of(std::size_t place) const;
  std::size_t right_of(std::size_t place) const;

  std::size_t most_;
  std::string text_;
  std::size_t place_ = 0;  // in bytes; before which is typed
};

}  // namespace cancel::top
