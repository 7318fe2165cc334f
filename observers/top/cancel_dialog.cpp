#include "top/cancel_dialog.hpp"

#include "top/box.hpp"
#include "top/wrapped.hpp"

namespace cancel::top {

namespace {

constexpr std::size_t widest = 70;
constexpr std::size_t reason_line = 2;
constexpr std::size_t answer_line = 4;
constexpr std::string_view reason_label = "Reason: ";

}  // namespace

std::optional<CancelWish> CancelDialog::press(const Key& key) {
  const bool no = key == Key(Special::escape) || key == Key(U'n') || key == Key(U'N');
  switch (step_) {
    case Step::reason:
      if (key == Key(Special::escape)) {
        closed_ = true;
      } else if (key == Key(Special::enter)) {
        step_ = Step::confirm;
      } else {
        reason_.press(key);
      }
      return std::nullopt;
    case Step::confirm:
      if (no) closed_ = true;
      if (key != Key(U'y') && key != Key(U'Y')) return std::nullopt;
      step_ = Step::asked;
      return CancelWish{name_, mode_, reason_.text()};
    case Step::asked:
      if (key == Key(Special::escape)) closed_ = true;
      return std::nullopt;
    case Step::answered:
      closed_ = true;
      return std::nullopt;
  }
  return std::nullopt;
}

void CancelDialog::take(const CancelAnswer& answer) {
  if (step_ != Step::asked || answer.name != name_) return;
  answer_ = answer;
  step_ = Step::answered;
}

std::vector<Line> CancelDialog::lines(std::size_t width) const {
  std::vector<Line> lines;
  Line what(mode_ == Mode::force ? "Stop " : "Cancel ");
  what.add(name_.space + "/" + name_.id, strong);
  what.add(mode_ == Mode::force ? " by force" : ", gracefully");
  lines.push_back(what);
  lines.emplace_back();
  Line reason(reason_label);
  const std::size_t room = width - std::min(width, reason_label.size());
  reason.add(reason_.shown(room).text, Look{text::Style::plain, step_ == Step::reason});
  lines.push_back(reason);
  lines.emplace_back();
  if (step_ == Step::reason) lines.emplace_back("Enter: go on   Esc: leave it", faint);
  if (step_ == Step::confirm) {
    Line question("Cancel it and all that runs under it? ", strong);
    lines.push_back(question.add("y", Look{text::Style::green, true}).add(" / ").add("n", alarming));
  }
  if (step_ == Step::asked) lines.emplace_back("asking the daemon …", Look{text::Style::yellow});
  if (step_ == Step::answered) {
    const Look look = answer_.refused ? alarming : Look{text::Style::green, true};
    for (const std::string& part : wrapped(answer_.sentence, width, 4)) lines.emplace_back(part, look);
    lines.emplace_back("any key: back", faint);
  }
  return lines;
}

void CancelDialog::draw(Screen& screen) const {
  const std::size_t width = place_box(screen.size, widest, 1).width;
  const std::vector<Line> content = lines(width);
  BoxPlace place = place_box(screen.size, widest, content.size());
  // Where there is no room for all, the last line, on which something is asked, and what is typed are worth most.
  std::vector<Line> shown = content;
  if (place.lines < content.size() && place.lines > 0) {
    const Line& last = step_ == Step::reason ? content[reason_line] : content.back();
    shown = {content.front()};
    shown.resize(place.lines - 1, Line());
    if (place.lines == 1) shown.clear();
    shown.push_back(last);
    if (step_ == Step::answered) shown.assign(content.begin() + answer_line, content.end());
  }
  draw_box(screen, place, mode_ == Mode::force ? "Force" : "Cancel", shown);
  if (step_ != Step::reason || shown.empty()) return;
  const std::size_t at = shown.size() == content.size() ? reason_line : shown.size() - 1;
  const std::size_t room = width - std::min(width, reason_label.size());
  screen.cursor = Cursor{place.line + at, place.column + reason_label.size() + reason_.shown(room).cursor};
}

}  // namespace cancel::top
