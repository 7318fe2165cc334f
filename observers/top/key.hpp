#pragma once

namespace cancel::top {

// The keys that are no characters.
enum class Special {
  none,
  up,
  down,
  left,
  right,
  page_up,
  page_down,
  home,
  end,
  enter,
  escape,
  tab,
  back_tab,
  backspace,
  remove,
  help,
  redraw
};

// What was pressed: a special key, or else a character; controls are characters below 32.
struct Key {
  Special special = Special::none;
  char32_t character = 0;

  Key(Special key) : special(key) {}
  Key(char32_t typed) : character(typed) {}
  bool operator==(const Key&) const = default;
};

// The character that Ctrl makes of a letter.
constexpr char32_t control(char letter) {
  return static_cast<char32_t>(letter & 0x1F);
}

}  // namespace cancel::top
