#include <catch2/catch.hpp>

#include "top/view.hpp"
#include "top_scene.hpp"

using namespace cancel;
using namespace cancel::test;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using top::Size;
using top::Special;
using top::View;

namespace {

struct Views : TopScene {
  View view{View::Options{}};
  Size size{80, 24};

  top::Screen draw() { return view.draw(model(), size); }
  std::string screen() { return text_of(draw()); }
  void press(top::Key key) {
    draw();
    view.press(key);
    draw();
  }
  void fill(int operations) {
    for (int number = 0; number < operations; ++number) start("op-" + std::to_string(number));
  }
};

const std::string hostile = "\x1b[2J\nnext line \u202e txet \xff 世界世界 " + std::string(4'000, 'x');

}  // namespace

TEST_CASE_METHOD(Views, "a screen has the terminal's size, whatever that is", "[top]") {
  fill(40);
  cancel("op-1", hostile);
  cancel("op-2", "x", Mode::force);
  unconfirm("op-2");
  cancel("op-3");
  complete("op-3");
  for (const char32_t page : {U' ', U'h', U'c', U'/', U'\n'}) {
    for (const Size tried : {Size{80, 24}, {120, 40}, {20, 5}, {1, 1}, {0, 0}, {5, 2}, {300, 3}, {30, 100}, {79, 15}}) {
      View fresh{View::Options{}};
      fresh.draw(model(), tried);
      fresh.press(page == U'\n' ? top::Key(Special::enter) : top::Key(page));
      const top::Screen drawn = fresh.draw(model(), tried);
      CHECK(drawn.lines.size() == tried.lines);
      for (const top::Line& line : drawn.lines) CHECK(line.width() <= tried.columns);
      if (drawn.cursor && tried.columns > 30) CHECK(drawn.cursor->column <= tried.columns);
    }
  }
}

TEST_CASE_METHOD(Views, "80 by 24 shows the numbers and all three lists", "[top]") {
  fill(12);
  cancel("op-1");
  cancel("op-2");
  now += 120ms;
  complete("op-2");
  now += 3s;
  const auto lines = texts_of(draw());
  CHECK_THAT(lines[0], Contains("cancel-top  canceld 9.9, up 1 min 3 s"));
  CHECK_THAT(lines[1], Contains("running 11   cancelling 1   unconfirmed 0   log #15   lag 0"));
  CHECK_THAT(lines[2], Contains("started 1.2") && Contains("cancelled 0.2") && Contains("confirmed 0.1"));
  CHECK_THAT(lines[3], Contains("15 min p50 120 ms p99 120 ms"));
  CHECK_THAT(screen(), Contains("─▶ Running 11") && Contains("── Being cancelled 1") && Contains("── Recent 1"));
  CHECK_THAT(screen(), Contains("force in 27 s"));
  CHECK_THAT(lines.back(), Contains("help") && Contains("quit"));
}

TEST_CASE_METHOD(Views, "a small screen shows one list, and Tab another", "[top]") {
  size = {20, 5};
  fill(3);
  cancel("op-1");
  CHECK_THAT(screen(), Contains("Running 3"));
  press(Special::tab);
  CHECK_THAT(screen(), Contains("Being cancelled") && !Contains("Running"));
  press(Special::back_tab);
  CHECK_THAT(screen(), Contains("Running 3"));
}

TEST_CASE_METHOD(Views, "a daemon that is away is told with the reason", "[top]") {
  standing.connected = false;
  standing.fault = "no sign of life";
  CHECK_THAT(texts_of(draw())[0], Contains("no daemon yet: no sign of life"));
  standing.away_since = now - 12s;
  CHECK_THAT(texts_of(draw())[0], Contains("away since") && Contains("12 s: no sign"));
  size = {20, 5};
  CHECK_THAT(texts_of(draw())[0], Contains("cancel-top"));
}

TEST_CASE_METHOD(Views, "hostile texts stay text on their line", "[top]") {
  size = {200, 24};
  start("work");
  cancel("work", hostile);
  const std::string text = screen();
  CHECK_THAT(text, Contains("\\x1b[2J\\nnext"));
  CHECK(text.find('\x1b') == std::string::npos);
  press(Special::enter);
  CHECK(screen().find('\x1b') == std::string::npos);
}

TEST_CASE_METHOD(Views, "a filter is typed, counts at once, and can be given up", "[top]") {
  fill(12);
  press(U'/');
  type(view, "op-11");
  CHECK_THAT(screen(), Contains("Running 1 of 12") && Contains("filter: op-11"));
  CHECK(draw().cursor);
  view.press(Special::enter);
  CHECK_THAT(screen(), Contains("Running 1 of 12"));
  press(U'/');
  type(view, " state:asleep");
  view.press(Special::enter);
  CHECK_THAT(screen(), Contains("there is no state \"asleep\""));
  view.press(Special::escape);
  CHECK_THAT(screen(), Contains("Running 1 of 12"));
  view.press(Special::escape);
  CHECK_THAT(screen(), Contains("Running 12"));
}

TEST_CASE_METHOD(Views, "cancelling asks for a reason, and whether it is meant", "[top]") {
  fill(2);
  press(U'c');
  CHECK_THAT(screen(), Contains("Cancel default/op-0, gracefully"));
  type(view, "no q, no f");
  view.press(Special::enter);
  CHECK(view.take_wishes().empty());
  CHECK_THAT(screen(), Contains("Cancel it and all that runs under it?") && Contains("no q, no f"));
  view.press(U'x');
  CHECK(view.take_wishes().empty());
  view.press(U'y');
  const auto wishes = view.take_wishes();
  REQUIRE(wishes.size() == 1);
  const auto& wish = std::get<top::CancelWish>(wishes[0]);
  CHECK(wish.name.id == "op-0");
  CHECK(wish.mode == Mode::graceful);
  CHECK(wish.reason == "no q, no f");
  CHECK_THAT(screen(), Contains("asking the daemon"));
  view.take(top::CancelAnswer{{"default", "another"}, true, "not mine"});
  CHECK_THAT(screen(), Contains("asking the daemon"));
  view.take(top::CancelAnswer{{"default", "op-0"}, false, "cancelled, requested at #3"});
  CHECK_THAT(screen(), Contains("cancelled, requested at #3"));
  view.press(U'q');
  CHECK_THAT(screen(), !Contains("cancelled, requested"));
  CHECK_FALSE(view.quitting());
}

TEST_CASE_METHOD(Views, "what the daemon answers to a cancel is seen on a small screen, too", "[top]") {
  size = {30, 5};
  fill(1);
  press(U'c');
  view.press(Special::enter);
  view.press(U'y');
  view.take(top::CancelAnswer{{"default", "op-0"}, true, "AlreadyTerminal: it has ended before"});
  CHECK_THAT(screen(), Contains("AlreadyTerminal") && Contains("ended before"));
}

TEST_CASE_METHOD(Views, "a cancel that was not meant changes nothing", "[top]") {
  fill(1);
  press(U'f');
  CHECK_THAT(screen(), Contains("Stop default/op-0 by force"));
  view.press(Special::escape);
  press(U'C');
  view.press(Special::enter);
  view.press(U'n');
  CHECK(view.take_wishes().empty());
  CHECK_THAT(screen(), !Contains("by force"));
}

TEST_CASE_METHOD(Views, "what was seen when the key was pressed is what is cancelled", "[top]") {
  fill(2);
  draw();
  event("op-0", OperationFinished{});
  view.press(U'c');
  CHECK_THAT(screen(), Contains("default/op-0"));
}

TEST_CASE_METHOD(Views, "a token's page tells all of it, and goes on with events", "[top]") {
  size = {100, 40};
  OperationStarted data;
  data.tool = "search";
  data.parents = {{"default", "shared"}};
  data.labels = {{"team", "a"}};
  const Event started = event("work", data);
  press(Special::enter);
  const auto wishes = view.take_wishes();
  REQUIRE(wishes.size() == 1);
  CHECK(std::get<top::HistoryWish>(wishes[0]).last == 1);
  CHECK_THAT(screen(), Contains("─▶ default/work") && Contains("reading the log"));
  now += 2s;
  view.see(cancel("work"));
  view.take(top::HistoryAnswer{{"default", "work"}, {started}, ""});
  const std::string text = screen();
  CHECK_THAT(text, Contains("OperationStarted") && Contains("+2 s") && Contains("CancellationRequested"));
  CHECK_THAT(text, Contains("default/shared") && Contains("team=a") && Contains("wrong query"));
  CHECK(text.find("OperationStarted") < text.find("CancellationRequested"));
  view.reset();
  draw();
  CHECK(view.take_wishes().size() == 1);
  view.take(top::HistoryAnswer{{"default", "work"}, {}, "the daemon does not answer"});
  CHECK_THAT(screen(), Contains("the daemon does not answer"));
  press(U'c');
  CHECK_THAT(screen(), Contains("Cancel default/work"));
  view.press(Special::escape);
  press(U'q');
  CHECK_THAT(screen(), Contains("Running"));
  CHECK_FALSE(view.quitting());
}

TEST_CASE_METHOD(Views, "a shared token's page lists what runs under it", "[top]") {
  OperationStarted data;
  data.parents = {{"default", "shared"}};
  event("child", data);
  cancel("shared");
  press(Special::tab);
  press(Special::enter);
  CHECK_THAT(screen(), Contains("Runs under it: 1") && Contains("default/child"));
}

TEST_CASE_METHOD(Views, "a long page scrolls", "[top]") {
  start("work");
  press(Special::enter);
  std::vector<Event> events;
  for (Position at = 1; at <= 100; ++at) {
    Event past;
    past.position = at;
    past.token = {"default", "work"};
    past.time = now;
    past.data = CancellationExecuted{};
    events.push_back(past);
  }
  view.take(top::HistoryAnswer{{"default", "work"}, events, ""});
  CHECK_THAT(screen(), !Contains(" 100 "));
  press(Special::end);
  CHECK_THAT(screen(), Contains(" 100 "));
  press(Special::home);
  CHECK_THAT(screen(), Contains("state"));
}

TEST_CASE_METHOD(Views, "help tells all keys, also where it has to be scrolled", "[top]") {
  press(U'h');
  for (const auto& [keys, meaning] : top::key_help()) CHECK_THAT(screen(), Contains(std::string(keys)));
  size = {40, 8};
  press(Special::end);
  CHECK_THAT(screen(), Contains("! is unconfirmed"));
  press(U'q');
  CHECK_THAT(screen(), Contains("Running"));
  CHECK_FALSE(view.quitting());
}

TEST_CASE_METHOD(Views, "every key does something that is bound, and none of the others", "[top]") {
  fill(3);
  for (char32_t key = 0; key < 0x250; ++key) {
    View fresh{View::Options{}};
    fresh.draw(model(), size);
    fresh.press(key);
    fresh.draw(model(), size);
    CHECK(fresh.quitting() == (key == U'q'));
    CHECK(fresh.paused() == (key == U'p'));
  }
}

TEST_CASE_METHOD(Views, "on empty lists nothing can be opened or cancelled", "[top]") {
  press(Special::enter);
  press(U'c');
  press(U'f');
  CHECK_THAT(screen(), Contains("nothing runs") && Contains("nothing is being cancelled"));
  CHECK(view.take_wishes().empty());
}

TEST_CASE_METHOD(Views, "pausing is shown, and the sorting that was asked for is there", "[top]") {
  View sorted{View::Options{{}, "tool", true}};
  start("a", "awk");
  start("z", "zip");
  const auto lines = texts_of(sorted.draw(model(), size));
  CHECK_THAT(lines[5], Contains("TOOL▲"));
  CHECK_THAT(lines[6], Contains("zip"));
  press(U'p');
  CHECK(view.paused());
  CHECK_THAT(texts_of(draw())[0], Contains("PAUSED"));
}

TEST_CASE_METHOD(Views, "while something is typed keys do not depend on the lists", "[top]") {
  fill(1);
  draw();
  CHECK_FALSE(view.typing());
  for (const char32_t key : {U'c', U'/'}) {
    press(key);
    CHECK(view.typing());
    press(Special::escape);
    CHECK_FALSE(view.typing());
  }
}

TEST_CASE_METHOD(Views, "a hundred thousand operations are drawn at once", "[top]") {
  fill(100'000);
  view.draw(model(), size);
  for (const Special key : {Special::down, Special::end, Special::page_up, Special::home}) press(key);
  press(U's');
  CHECK_THAT(screen(), Contains("Running 100,000"));
}
