#include "top/line_editor.hpp"

#include "text/display_width.hpp"
#include "text/visible.hpp"

namespace cancel::top {

namespace {

bool continues(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

std::string utf8_of(char32_t character) {
  const auto byte = [](char32_t bits) { return static_cast<char>(static_cast<unsigned char>(bits)); };
  const auto rest = [&](unsigned shift, char32_t value) { return byte(0x80 | ((value >> shift) & 0x3F)); };
  if (character < 0x80) return {byte(character)};
  if (character < 0x800) return {byte(0xC0 | (character >> 6)), rest(0, character)};
  if (character < 0x10000) return {byte(0xE0 | (character >> 12)), rest(6, character), rest(0, character)};
  return {byte(0xF0 | (character >> 18)), rest(12, character), rest(6, character), rest(0, character)};
}

bool is_text(char32_t character) {
  const bool control = character < 0x20 || (character >= 0x7F && character < 0xA0);
  const bool surrogate = character >= 0xD800 && character <= 0xDFFF;
  return !control && !surrogate && character <= 0x10FFFF;
}

}  // namespace

LineEditor::LineEditor(std::size_t most, std::string text)
    : most_(most), text_(std::move(text)), place_(text_.size()) {}

std::size_t LineEditor::left_of(std::size_t place) const {
  if (place == 0) return 0;
  do --place;
  while (place > 0 && continues(text_[place]));
  return place;
}

std::size_t LineEditor::right_of(std::size_t place) const {
  if (place >= text_.size()) return text_.size();
  do ++place;
  while (place < text_.size() && continues(text_[place]));
  return place;
}

void LineEditor::insert(char32_t character) {
  const std::string bytes = utf8_of(character);
  if (text_.size() + bytes.size() > most_) return;
  text_.insert(place_, bytes);
  place_ += bytes.size();
}

void LineEditor::erase_before() {
  const std::size_t from = left_of(place_);
  text_.erase(from, place_ - from);
  place_ = from;
}

void LineEditor::erase_word() {
  while (place_ > 0 && text_[place_ - 1] == ' ') erase_before();
  while (place_ > 0 && text_[place_ - 1] != ' ') erase_before();
}

bool LineEditor::press(const Key& key) {
  const auto is = [&key](Special special, char letter) {
    return key.special == special || (key.special == Special::none && key.character == control(letter));
  };
  if (is(Special::left, 'B')) {
    place_ = left_of(place_);
  } else if (is(Special::right, 'F')) {
    place_ = right_of(place_);
  } else if (is(Special::home, 'A')) {
    place_ = 0;
  } else if (is(Special::end, 'E')) {
    place_ = text_.size();
  } else if (is(Special::backspace, 'H')) {
    erase_before();
  } else if (is(Special::remove, 'D')) {
    text_.erase(place_, right_of(place_) - place_);
  } else if (key == Key(control('U'))) {
    text_.erase(0, place_);
    place_ = 0;
  } else if (key == Key(control('K'))) {
    text_.erase(place_);
  } else if (key == Key(control('W'))) {
    erase_word();
  } else if (key.special == Special::none && is_text(key.character)) {
    insert(key.character);
  } else {
    return false;
  }
  return true;
}

LineEditor::Shown LineEditor::shown(std::size_t width) const {
  if (width < 2) return {};
  // What stands before the cursor has precedence: as much of its end as fits, with a column for the cursor itself.
  std::size_t from = place_;
  std::size_t before = 0;
  while (from > 0) {
    const std::size_t left = left_of(from);
    const std::size_t wider = before + text::display_width(text::visible(text_.substr(left, from - left)));
    if (wider > width - 1) break;
    before = wider;
    from = left;
  }
  return {text::cut_to_width(text::visible(text_.substr(from)), width), before};
}

}  // namespace cancel::top
