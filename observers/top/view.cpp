#include "top/view.hpp"

#include "top/box.hpp"
#include "top/header.hpp"

namespace cancel::top {

namespace {

constexpr std::size_t lines_for_whole_header = 16;
constexpr std::size_t titles = 2;  // of each list
constexpr std::size_t lines_for_three_lists = 3 * titles + 8;

Line key_line(const std::vector<KeyHelp>& keys) {
  Line line;
  for (const auto& [key, meaning] : keys)
    line.add(key, strong).add(" ", heading).add(meaning, heading).add(" ", heading);
  return line;
}

}  // namespace

View::View(const Options& options)
    : panes_{Pane(PaneKind::running), Pane(PaneKind::open), Pane(PaneKind::recent)}, filter_(options.filter) {
  for (Pane& pane : panes_) {
    if (const Column* column = column_named(pane.kind(), options.sort)) pane.sort_by(column->field, options.reverse);
  }
}

void View::press(const Key& key) {
  if (dialog_) {
    if (auto wish = dialog_->press(key)) wishes_.emplace_back(*std::move(wish));
    if (dialog_->closed()) dialog_.reset();
  } else if (prompt_) {
    const FilterPrompt::End end = prompt_->press(key);
    filter_ = prompt_->filter();
    if (end != FilterPrompt::End::not_yet) prompt_.reset();
  } else if (const auto action = action_of(key)) {
    act(*action);
  }
}

// What goes everywhere; the rest goes to the page that is seen.
void View::act(Action action) {
  const bool leaves = action == Action::back || action == Action::quit;
  if (action == Action::redraw) {
    redraw_ = true;
  } else if (help_) {
    if (leaves || action == Action::help) {
      help_.reset();
    } else {
      help_->act(action);
    }
  } else if (action == Action::help) {
    help_.emplace();
  } else if (action == Action::pause) {
    paused_ = !paused_;
  } else if (action == Action::cancel || action == Action::force) {
    ask_to_cancel(action == Action::force ? Mode::force : Mode::graceful);
  } else if (page_) {
    if (leaves) {
      page_.reset();
    } else {
      page_->act(action);
    }
  } else {
    act_on_lists(action);
  }
}

void View::act_on_lists(Action action) {
  const auto selected = panes_[active_].selected();
  if (action == Action::quit) {
    quitting_ = true;
  } else if (action == Action::back) {
    filter_ = filter_.with_words_of(Filter());
  } else if (action == Action::next_pane || action == Action::previous_pane) {
    go_to_pane(action == Action::next_pane ? 1 : panes_.size() - 1);
  } else if (action == Action::filter) {
    prompt_.emplace(filter_);
  } else if (action == Action::open) {
    if (selected) page_.emplace(*selected);
  } else {
    panes_[active_].act(action);
  }
}

void View::go_to_pane(std::size_t steps) {
  active_ = (active_ + steps) % panes_.size();
}

void View::ask_to_cancel(Mode mode) {
  const auto name = page_ ? std::optional(page_->name()) : panes_[active_].selected();
  if (name) dialog_.emplace(*name, mode);
}

void View::take(const WishAnswer& answer) {
  if (const auto* cancelled = std::get_if<CancelAnswer>(&answer)) {
    if (dialog_) dialog_->take(*cancelled);
  } else if (page_) {
    page_->take(std::get<HistoryAnswer>(answer));
  }
}

void View::see(const Event& event) {
  if (page_) page_->see(event);
}

void View::reset() {
  if (page_) page_->forget();
}

void View::draw_lists(const Model& model, Screen& screen, std::size_t room) {
  const bool three = room >= lines_for_three_lists;
  const std::size_t rows = room - std::min(room, titles * (three ? panes_.size() : 1));
  const std::size_t quarter = three ? rows / 4 : 0;
  for (std::size_t index = 0; index < panes_.size(); ++index) {
    const bool active = index == active_;
    if (!active && !three) continue;
    const std::size_t lines = active ? rows - 2 * quarter : quarter;
    panes_[index].update(model, filter_, std::max<std::size_t>(lines, 1));
    panes_[index].draw(model, screen.size.columns, active, screen.lines);
  }
}

void View::draw_help(Screen& screen) {
  std::vector<Line> all;
  for (const auto& [keys, meaning] : key_help()) {
    Line line;
    line.add_cell(keys, 20, false, strong).add(meaning);
    all.push_back(line);
  }
  all.emplace_back();
  all.emplace_back("! is unconfirmed: told to stop by force, and nobody said that it did.");
  const BoxPlace place = place_box(screen.size, 78, all.size());
  const std::size_t first = help_->place(all.size(), place.lines);
  all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(first));
  draw_box(screen, place, "Keys", all);
}

Line View::footer(std::size_t width) const {
  static const std::vector<KeyHelp> on_lists{{"h", "help"},   {"Tab", "list"}, {"Enter", "look"},
                                             {"/", "filter"}, {"s", "sort"},   {"c", "cancel"},
                                             {"f", "force"},  {"p", "pause"},  {"q", "quit"}};
  static const std::vector<KeyHelp> on_page{{"Esc", "back"}, {"c", "cancel"}, {"f", "force"}, {"h", "help"}};
  Line line;
  if (!filter_.text().empty() && !page_)
    line.add("filter: ", Look{text::Style::yellow, true}).add(filter_.text(), strong).add("  ");
  const Line keys = key_line(page_ ? on_page : on_lists);
  for (const Span& span : keys.spans()) line.add(span.text, span.look);
  line.cut(width);
  return line;
}

Screen View::draw(const Model& model, Size size) {
  Screen screen{size};
  const std::size_t header = size.lines >= lines_for_whole_header ? 4 : size.lines > 3 ? 1 : 0;
  if (header > 0) screen.lines = header_lines(model, paused_, size.columns, header);
  const std::size_t foot = size.lines > 2 ? 1 : 0;
  const std::size_t room = size.lines - std::min(size.lines, header + foot);
  if (page_) {
    if (auto wish = page_->take_wish(model)) wishes_.emplace_back(*std::move(wish));
    for (Line& line : page_->draw(model, size.columns, room)) screen.lines.push_back(std::move(line));
  } else {
    draw_lists(model, screen, room);
  }
  screen.lines.resize(size.lines - foot);
  if (foot > 0) {
    std::size_t column = 0;
    screen.lines.push_back(prompt_ ? prompt_->line(size.columns, column) : footer(size.columns));
    if (prompt_) screen.cursor = Cursor{size.lines - 1, column};
  }
  if (help_) draw_help(screen);
  if (dialog_) dialog_->draw(screen);
  for (Line& line : screen.lines) line.cut(size.columns);
  return screen;
}

}  // namespace cancel::top
