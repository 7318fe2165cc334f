#include "top/token_page.hpp"

#include "text/duration.hpp"
#include "text/event_line.hpp"
#include "text/number_text.hpp"
#include "text/time_text.hpp"
#include "top/cells.hpp"
#include "top/token_properties.hpp"
#include "top/wrapped.hpp"

namespace cancel::top {

namespace {

// Of one event; the rest of it is for cancelctl.
constexpr std::size_t most_detail_lines = 6;
constexpr std::size_t most_children = 200;

// Where the details of an event stand that have room beside it, and else below it.
constexpr std::size_t before_details = 63;
constexpr std::size_t indent = 11;

Line section(std::string_view title, std::size_t width) {
  Line line;
  line.add(title, heading).fill(width, heading).cut(width);
  return line;
}

// "14:03:22.123" on the day of `now`.
std::string moment_text(Timestamp time, Timestamp now) {
  constexpr std::size_t day = std::string_view("2026-11-19 ").size();
  const std::string text = text::precise_text(time);
  return text.substr(0, day) == text::precise_text(now).substr(0, day) ? text.substr(day) : text;
}

void add_children(std::vector<Line>& lines, const Model& model, const TokenName& name, std::size_t width) {
  const auto children = model.state.children(name);
  if (children.empty()) return;
  lines.push_back(section("Runs under it: " + text::grouped(children.size()), width));
  for (std::size_t index = 0; index < std::min(children.size(), most_children); ++index) {
    const live::LiveToken& child = *children[index];
    const TokenState state = model.state.state_of(child);
    Line line("  ");
    line.add(child.name.space + "/").add(child.name.id, strong).add("  ");
    line.add(state == TokenState::active ? "running" : to_string(state), Look{text::style_of(state)});
    if (child.operation && child.operation->tool) line.add("  tool ").add(*child.operation->tool);
    if (child.operation) line.add("  for ").add(age_text(model.now - child.operation->started_at));
    const CellText left = countdown_of(model.state, child, model.now);
    if (!left.text.empty()) line.add("  ").add(left.text, left.look);
    line.cut(width);
    lines.push_back(line);
  }
  if (children.size() > most_children)
    lines.emplace_back("  and " + text::grouped(children.size() - most_children) + " more", faint);
}

// One line for the event, more where its details need them.
void add_event(std::vector<Line>& lines, const Event& event, const Event* before, Timestamp now, std::size_t width) {
  Line line;
  line.add_cell(text::grouped(event.position), 9, true).add("  ").add(moment_text(event.time, now), faint);
  const auto since = before ? std::max(event.time - before->time, Timestamp::duration{0}) : Timestamp::duration{0};
  const std::string later = before ? "+" + latency_text(static_cast<double>(since.count()) / 1'000) : "";
  line.add(" ").add_cell(later, 12, true).add("  ");
  line.add(to_string(event.type()), Look{text::style_of(event.type()), true});
  const std::string details = text::event_details(event);
  const Line beside = Line(details);
  const std::size_t column = std::max(line.width(), before_details);
  if (beside.width() > 0 && column + beside.width() <= width) {
    line.fill(column).add(details);
    lines.push_back(line);
    return;
  }
  lines.push_back(line);
  if (width <= indent) return;
  for (const std::string& part : wrapped(details, width - indent, most_detail_lines)) {
    Line more;
    lines.push_back(more.add_blanks(indent).add(part));
  }
}

}  // namespace

std::optional<HistoryWish> TokenPage::take_wish(const Model& model) {
  if (asked_) return std::nullopt;
  asked_ = true;
  const live::LiveToken* token = model.state.find(name_);
  return HistoryWish{name_, token ? token->position : 0};
}

void TokenPage::take(const HistoryAnswer& answer) {
  if (answer.name != name_ || answered_) return;
  answered_ = true;
  fault_ = answer.fault;
  std::vector<Event> seen = std::move(events_);
  events_ = answer.events;
  for (const Event& event : seen) see(event);
}

void TokenPage::see(const Event& event) {
  if (event.token != name_) return;
  if (events_.empty() || event.position > events_.back().position) events_.push_back(event);
}

void TokenPage::forget() {
  asked_ = answered_ = false;
  events_.clear();
  fault_.clear();
}

void TokenPage::add_history(std::vector<Line>& lines, const Model& model, std::size_t width) const {
  lines.push_back(section("History", width));
  if (!answered_) lines.emplace_back("  reading the log …", faint);
  if (!fault_.empty()) {
    for (const std::string& part : wrapped(fault_, width - std::min<std::size_t>(width, 2), 3)) {
      Line line("  ");
      lines.push_back(line.add(part, Look{text::Style::yellow}));
    }
  }
  const Event* before = nullptr;
  for (const Event& event : events_) {
    add_event(lines, event, before, model.now, width);
    before = &event;
  }
  if (answered_ && events_.empty() && fault_.empty()) lines.emplace_back("  the log has nothing of it any more", faint);
}

std::vector<Line> TokenPage::lines(const Model& model, std::size_t width) const {
  std::vector<Line> lines = property_lines(model, name_, width);
  add_children(lines, model, name_, width);
  add_history(lines, model, width);
  for (Line& line : lines) line.cut(width);
  return lines;
}

std::vector<Line> TokenPage::draw(const Model& model, std::size_t width, std::size_t room) {
  if (room == 0) return {};
  const std::vector<Line> all = lines(model, width);
  const std::size_t first = scroll_.place(all.size(), room - 1);
  const std::size_t last = std::min(first + room - 1, all.size());
  Line title("─▶ ", Look{text::Style::green, true});
  title.add(name_.space + "/").add(name_.id, strong).add(" ");
  std::string shown;
  if (all.size() > room - 1)
    shown = " lines " + std::to_string(first + 1) + "–" + std::to_string(last) + " of " + std::to_string(all.size()) +
            " ──";
  const std::size_t taken = title.width() + Line(shown).width();
  for (std::size_t column = taken; column < width; ++column) title.add("─", Look{text::Style::green, true});
  title.add(shown, Look{text::Style::green, true});
  title.cut(width);
  std::vector<Line> part{title};
  for (std::size_t index = first; index < last; ++index) part.push_back(all[index]);
  return part;
}

}  // namespace cancel::top
