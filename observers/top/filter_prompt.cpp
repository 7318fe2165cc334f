#include "top/filter_prompt.hpp"

namespace cancel::top {

namespace {

constexpr std::size_t longest = 256;
constexpr std::string_view label = "filter: ";

}  // namespace

FilterPrompt::FilterPrompt(Filter before) : before_(before), filter_(before), editor_(longest, before.text()) {}

void FilterPrompt::read() {
  const auto read = Filter::parse(editor_.text());
  fault_ = read ? std::string() : read.error().message;
  if (read) filter_ = filter_.with_words_of(*read);
}

FilterPrompt::End FilterPrompt::press(const Key& key) {
  if (key == Key(Special::escape)) {
    filter_ = before_;
    return End::given_up;
  }
  if (key == Key(Special::enter)) return fault_.empty() ? End::kept : End::not_yet;
  if (editor_.press(key)) read();
  return End::not_yet;
}

Line FilterPrompt::line(std::size_t width, std::size_t& cursor) const {
  Line line(label, strong);
  const std::size_t room = width - std::min(width, label.size());
  const auto shown = editor_.shown(room);
  line.add(shown.text);
  cursor = label.size() + shown.cursor;
  if (!fault_.empty()) line.add("   ").add(fault_, alarming);
  line.cut(width);
  return line;
}

}  // namespace cancel::top
