#include <catch2/catch.hpp>

#include "top/cells.hpp"
#include "top/pane.hpp"
#include "top_scene.hpp"

using namespace cancel;
using namespace cancel::test;
using namespace std::chrono_literals;
using top::Action;
using top::Field;
using top::Pane;
using top::PaneKind;

namespace {

struct Panes : TopScene {
  top::Filter filter;

  std::vector<std::string> ids(Pane& pane, std::size_t lines) {
    pane.update(model(), filter, lines);
    std::vector<top::Line> drawn;
    pane.draw(model(), 120, true, drawn);
    std::vector<std::string> ids;
    for (std::size_t index = 2; index < drawn.size(); ++index) {
      if (drawn[index].width() == 0) continue;
      std::string text = drawn[index].text().substr(2);
      if (text.rfind("default", 0) == 0) text.erase(0, text.find_first_not_of(' ', 7));
      ids.push_back(text.substr(0, text.find(' ')));
    }
    return ids;
  }
  std::string selected(Pane& pane, std::size_t lines = 10) {
    pane.update(model(), filter, lines);
    return pane.selected() ? pane.selected()->id : "";
  }
  std::string countdown(const std::string& id) const { return top::countdown_of(state, *token(id), now).text; }
};

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE_METHOD(Panes, "operations stand by age, the oldest first", "[top]") {
  for (const char* id : {"c", "a", "b"}) {
    start(id);
    now += 1s;
  }
  Pane pane(PaneKind::running);
  CHECK(ids(pane, 10) == Ids{"c", "a", "b"});
  pane.act(Action::reverse);
  CHECK(ids(pane, 10) == Ids{"b", "a", "c"});
}

TEST_CASE_METHOD(Panes, "each column sorts, equal ones by time", "[top]") {
  start("x", "zip");
  now += 1s;
  start("y", "awk");
  now += 1s;
  start("a", "zip");
  Pane pane(PaneKind::running);
  pane.sort_by(Field::tool, false);
  CHECK(ids(pane, 10) == Ids{"y", "x", "a"});
  pane.sort_by(Field::id, false);
  CHECK(ids(pane, 10) == Ids{"a", "x", "y"});
  pane.sort_by(Field::id, true);
  CHECK(ids(pane, 10) == Ids{"y", "x", "a"});
  cancel("a");
  pane.sort_by(Field::state, true);
  CHECK(ids(pane, 10).front() == "a");
}

TEST_CASE_METHOD(Panes, "the sorting goes round the columns in both directions", "[top]") {
  Pane pane(PaneKind::running);
  const Field first = pane.sorted_by();
  for (std::size_t step = 0; step < top::columns_of(PaneKind::running).size(); ++step) pane.act(Action::sort_next);
  CHECK(pane.sorted_by() == first);
  pane.act(Action::sort_next);
  pane.act(Action::sort_previous);
  CHECK(pane.sorted_by() == first);
}

TEST_CASE_METHOD(Panes, "a window of many rows is the same as of all of them sorted", "[top]") {
  for (int number = 0; number < 500; ++number) start("op-" + std::to_string(number * 7919 % 500));
  top::Rows all(state.running().begin(), state.running().end());
  for (const Field field : {Field::id, Field::since, Field::tool}) {
    const top::Order order(state, PaneKind::running, field, true);
    top::Rows sorted = all;
    std::sort(sorted.begin(), sorted.end(), order);
    for (const std::size_t first : {0u, 1u, 250u, 490u, 499u, 500u, 600u}) {
      top::Rows rows = all;
      top::arrange(rows, order, first, 20);
      for (std::size_t index = first; index < std::min<std::size_t>(first + 20, sorted.size()); ++index)
        CHECK(rows[index] == sorted[index]);
    }
    CHECK(top::rank_of(all, order, sorted[123]) == 123);
  }
}

TEST_CASE_METHOD(Panes, "the selection goes with its token", "[top]") {
  for (const char* id : {"a", "b", "c"}) {
    start(id);
    now += 1s;
  }
  Pane pane(PaneKind::running);
  CHECK(selected(pane) == "a");
  pane.act(Action::down);
  CHECK(selected(pane) == "b");
  event("a", OperationFinished{});
  CHECK(selected(pane) == "b");
  event("b", OperationFinished{});
  CHECK(selected(pane) == "c");
  event("c", OperationFinished{});
  CHECK(selected(pane).empty());
  start("d");
  CHECK(selected(pane) == "d");
}

TEST_CASE_METHOD(Panes, "the first row stays the first until something else was selected", "[top]") {
  start("b");
  Pane pane(PaneKind::running);
  pane.sort_by(Field::id, false);
  CHECK(selected(pane) == "b");
  start("a");
  CHECK(selected(pane) == "a");
  pane.act(Action::end);
  CHECK(selected(pane) == "b");
  start("0");
  CHECK(selected(pane) == "b");
  pane.act(Action::home);
  CHECK(selected(pane) == "0");
}

TEST_CASE_METHOD(Panes, "moving scrolls", "[top]") {
  for (char id = 'a'; id <= 'j'; ++id) {
    start(std::string(1, id));
    now += 1s;
  }
  Pane pane(PaneKind::running);
  CHECK(ids(pane, 3) == Ids{"a", "b", "c"});
  pane.act(Action::end);
  CHECK(ids(pane, 3) == Ids{"h", "i", "j"});
  pane.act(Action::page_up);
  CHECK(ids(pane, 3) == Ids{"h", "i", "j"});
  CHECK(selected(pane, 3) == "h");
  pane.act(Action::up);
  CHECK(ids(pane, 3) == Ids{"g", "h", "i"});
  pane.act(Action::page_down);
  pane.act(Action::page_down);
  pane.act(Action::page_down);
  CHECK(selected(pane, 3) == "j");
  CHECK(ids(pane, 5) == Ids{"f", "g", "h", "i", "j"});
}

TEST_CASE_METHOD(Panes, "a filter narrows a list, and the title says of how many", "[top]") {
  start("one");
  start("two");
  Pane pane(PaneKind::running);
  filter = *top::Filter::parse("two");
  CHECK(ids(pane, 5) == Ids{"two"});
  std::vector<top::Line> drawn;
  pane.draw(model(), 80, false, drawn);
  CHECK(drawn[0].text().find("Running 1 of 2") != std::string::npos);
}

TEST_CASE_METHOD(Panes, "what happens next is told as a countdown", "[top]") {
  start("work");
  cancel("work");
  CHECK(countdown("work") == "force in 30 s");
  now += 18s + 1ms;
  CHECK(countdown("work") == "force in 12 s");
  now += 60s;
  CHECK(countdown("work") == "force any moment");
  escalate("work");
  CHECK(countdown("work") == "unconfirmed in 10 s");
  now += 11s;
  CHECK(countdown("work") == "unconfirmed any moment");
  unconfirm("work");
  now += 75s;
  CHECK(countdown("work") == "unconfirmed for 1 min 15 s");
}

TEST_CASE_METHOD(Panes, "a shared token says how many it waits for", "[top]") {
  OperationStarted data;
  data.parents = {{"default", "shared"}};
  event("one", data);
  event("two", data);
  cancel("shared");
  CHECK(countdown("shared") == "waits for 2");
}

TEST_CASE_METHOD(Panes, "what is unconfirmed is marked without colours, and red with them", "[top]") {
  start("work");
  cancel("work", "x", Mode::force);
  unconfirm("work");
  Pane pane(PaneKind::open);
  pane.update(model(), filter, 3);
  std::vector<top::Line> drawn;
  pane.draw(model(), 100, false, drawn);
  CHECK(drawn[2].text().substr(0, 2) == "! ");
  for (const top::Span& span : drawn[2].spans()) {
    CHECK(span.look.style == text::Style::red);
    CHECK(span.look.bold);
  }
}

TEST_CASE_METHOD(Panes, "recent cancellations stand the last one first, with outcome and time", "[top]") {
  for (const char* id : {"a", "b"}) {
    start(id);
    cancel(id);
    now += 250ms;
    complete(id);
  }
  Pane pane(PaneKind::recent);
  pane.update(model(), filter, 3);
  std::vector<top::Line> drawn;
  pane.draw(model(), 100, false, drawn);
  CHECK(drawn[2].text().find(" b ") != std::string::npos);
  CHECK(drawn[2].text().find("stopped") != std::string::npos);
  CHECK(drawn[2].text().find("250 ms") != std::string::npos);
  CHECK(drawn[3].text().find(" a ") != std::string::npos);
}

TEST_CASE("columns fill the width, and the most important ones are always there", "[top]") {
  for (const PaneKind kind : {PaneKind::running, PaneKind::open, PaneKind::recent}) {
    for (std::size_t width = 0; width < 300; ++width) {
      std::size_t sum = 0;
      for (const top::PlacedColumn& placed : top::place_columns(kind, width)) sum += placed.width + 1;
      CHECK((sum == 0 ? 0 : sum - 1) <= width);
    }
    CHECK(top::place_columns(kind, 400).size() == top::columns_of(kind).size());
    CHECK(top::place_columns(kind, 5).front().column->field == Field::id);
  }
}
