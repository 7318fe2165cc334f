#include <catch2/catch.hpp>

#include "outbox_scene.hpp"

using namespace cancel;
using namespace scene;

TEST_CASE("a full outbox first drops the oldest report that a cancellation was taken up", "[outbox]") {
  Outbox outbox({.limit = 4});
  const auto a = operation("a"), b = operation("b"), c = operation("c");
  start(outbox, a);
  start(outbox, b);
  executed(outbox, a);
  executed(outbox, b);
  CHECK(start(outbox, c) == Outbox::Pushed::waiting);
  CHECK(outbox.statistics().dropped_details == 1);
  CHECK(outbox.statistics().dropped_operations == 0);
  CHECK(taken(outbox) == Words{"start a", "start b", "executed b", "start c"});
}

TEST_CASE("a full outbox then drops the oldest operation that has ended, as a whole", "[outbox]") {
  Outbox outbox({.limit = 5});
  const auto running = operation("running"), a = operation("a"), b = operation("b"), c = operation("c");
  start(outbox, running);
  start(outbox, a);
  finish(outbox, a);
  start(outbox, b);
  finish(outbox, b);
  CHECK(start(outbox, c) == Outbox::Pushed::waiting);
  CHECK(outbox.statistics().dropped_operations == 1);
  CHECK(executed(outbox, a) == Outbox::Pushed::dropped);  // whatever comes of it is dropped, too
  CHECK(cancel_it(outbox, a) == Outbox::Pushed::dropped);
  CHECK(outbox.statistics().dropped_operations == 1);
  CHECK(taken(outbox) == Words{"start running", "start b", "finish b", "start c"});
}

TEST_CASE("a full outbox at last lets a new operation run without being recorded", "[outbox]") {
  Outbox outbox({.limit = 2});
  const auto a = operation("a"), b = operation("b"), c = operation("c");
  start(outbox, a);
  start(outbox, b);
  CHECK(start(outbox, c) == Outbox::Pushed::dropped);
  CHECK(cancel_it(outbox, c) == Outbox::Pushed::dropped);
  CHECK(executed(outbox, c) == Outbox::Pushed::dropped);
  CHECK(finish(outbox, c) == Outbox::Pushed::dropped);
  CHECK(outbox.statistics() == OutboxStatistics{.waiting = 2, .dropped_operations = 1});
}

TEST_CASE("a cancellation, and the end of an operation that is told, go beyond the limit", "[outbox]") {
  Outbox outbox({.limit = 2});
  const auto a = operation("a"), b = operation("b");
  start(outbox, a);
  start(outbox, b);
  cancel_it(outbox, a);
  CHECK(executed(outbox, a) == Outbox::Pushed::dropped);
  finish(outbox, a);
  outbox.push_cancel(nullptr, CancelToken{.name = {"default", "elsewhere"}});
  CHECK(outbox.statistics().waiting == 5);
  CHECK(taken(outbox) == Words{"start a", "start b", "cancel a", "finish a", "command"});
}

TEST_CASE("an operation whose cancellation is to be told is not dropped", "[outbox]") {
  Outbox outbox({.limit = 3});
  const auto before = operation("before"), after = operation("after"), fresh = operation("fresh");
  SECTION("cancelled before it ended") {
    start(outbox, before);
    cancel_it(outbox, before);
    finish(outbox, before);
    CHECK(start(outbox, fresh) == Outbox::Pushed::dropped);
    CHECK(taken(outbox) == Words{"start before", "cancel before", "finish before"});
  }
  SECTION("cancelled after its end was told") {
    start(outbox, after);
    finish(outbox, after);
    cancel_it(outbox, after);
    CHECK(start(outbox, fresh) == Outbox::Pushed::dropped);
    CHECK(taken(outbox) == Words{"start after", "finish after", "cancel after"});
  }
}

TEST_CASE("an operation that was sent once is not dropped: the daemon may know it", "[outbox]") {
  Outbox outbox({.limit = 2});
  const auto a = operation("a"), b = operation("b");
  start(outbox, a);
  auto sent = outbox.take(1);
  finish(outbox, a);
  outbox.put_back(std::move(sent));
  CHECK(start(outbox, b) == Outbox::Pushed::dropped);
  CHECK(taken(outbox) == Words{"start a", "finish a"});
}

TEST_CASE("a command that somebody waits for is refused where there is no room", "[outbox]") {
  Outbox outbox({.limit = 1});
  const auto a = operation("a");
  start(outbox, a);
  CHECK(outbox.push_command(awaited(WaitPoint::max())) == Outbox::Pushed::dropped);
  CHECK(taken(outbox) == Words{"start a"});
}

TEST_CASE("an operation that the daemon will not have leaves nothing behind but its cancellation", "[outbox]") {
  Outbox outbox({});
  const auto a = operation("a");
  start(outbox, a);
  outbox.take(1);
  executed(outbox, a);
  finish(outbox, a);
  outbox.settled(true);
  outbox.drop(*a);
  CHECK(outbox.is_empty());
  CHECK(finish(outbox, a) == Outbox::Pushed::dropped);
}

TEST_CASE("results that wait take room of their own, and give it back when they leave", "[outbox][result]") {
  Outbox outbox({.result_bytes = 10});
  const auto a = operation("a"), b = operation("b"), c = operation("c"), d = operation("d");
  for (const auto& each : {a, b, c, d}) start(outbox, each);
  CHECK(finish_with(outbox, a, "1234567"));
  CHECK_FALSE(finish_with(outbox, b, "1234"));
  CHECK(finish_with(outbox, c, "123"));
  CHECK(outbox.statistics().dropped_results == 1);
  auto taken_away = outbox.take(5);  // the starts and the first result
  REQUIRE(taken_away.back().result);
  CHECK(*taken_away.back().result == "1234567");
  CHECK(finish_with(outbox, d, "1234567"));
  outbox.put_back(std::move(taken_away));
  CHECK(outbox.statistics().waiting == 8);
  CHECK(taken(outbox) ==
        Words{"start a", "start b", "start c", "start d", "finish a", "finish b", "finish c", "finish d"});
}

TEST_CASE("an operation that is dropped as a whole gives the room of its result back", "[outbox][result]") {
  Outbox outbox({.limit = 3, .result_bytes = 4});
  const auto a = operation("a"), b = operation("b"), c = operation("c");
  start(outbox, a);
  CHECK(finish_with(outbox, a, "1234"));
  start(outbox, b);
  start(outbox, c);  // there is no room: the one that has ended goes
  CHECK(outbox.statistics().dropped_operations == 1);
  CHECK(finish_with(outbox, b, "1234"));
}

TEST_CASE("what is told of an operation that was dropped drops its result with it", "[outbox][result]") {
  Outbox outbox({.limit = 1, .result_bytes = 1});
  const auto a = operation("a"), b = operation("b");
  start(outbox, a);
  start(outbox, b);
  CHECK(finish_with(outbox, b, "12"));  // nobody is told of it anyway
  CHECK(outbox.statistics().dropped_results == 0);
}
