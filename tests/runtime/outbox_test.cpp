#include <catch2/catch.hpp>

#include <chrono>
#include <thread>

#include "outbox_scene.hpp"

using namespace cancel;
using namespace scene;
using namespace std::chrono_literals;

TEST_CASE("entries leave an outbox in the order in which they came", "[outbox]") {
  Outbox outbox({});
  const auto a = operation("a"), b = operation("b");
  start(outbox, a);
  start(outbox, b);
  cancel_it(outbox, a);
  executed(outbox, a);
  finish(outbox, b);
  finish(outbox, a);
  CHECK(taken(outbox) == Words{"start a", "start b", "cancel a", "executed a", "finish b", "finish a"});
}

TEST_CASE("only the first entry asks for the I/O thread to be woken", "[outbox]") {
  Outbox outbox({});
  const auto a = operation("a"), b = operation("b");
  CHECK(start(outbox, a) == Outbox::Pushed::alone);
  CHECK(start(outbox, b) == Outbox::Pushed::waiting);
  outbox.take(2);
  CHECK(finish(outbox, a) == Outbox::Pushed::waiting);  // behind what is on its way
}

TEST_CASE("a cancellation that comes before the start is told is told behind it", "[outbox]") {
  Outbox outbox({});
  const auto a = operation("a");
  cancel_it(outbox, a);
  CHECK(outbox.is_empty());
  start(outbox, a);
  CHECK(taken(outbox) == Words{"start a", "cancel a"});
}

TEST_CASE("what is put back keeps its place in front of what came later", "[outbox]") {
  Outbox outbox({});
  const auto a = operation("a"), b = operation("b");
  start(outbox, a);
  finish(outbox, a);
  auto on_its_way = outbox.take(2);
  start(outbox, b);
  outbox.put_back(std::move(on_its_way));
  CHECK(outbox.statistics().waiting == 3);
  CHECK(taken(outbox) == Words{"start a", "finish a", "start b"});
}

TEST_CASE("what is pushed to the front is told first, and counts as not settled for those who wait", "[outbox]") {
  Outbox outbox({});
  const auto a = operation("a");
  start(outbox, a);
  std::vector<OutboxEntry> reports;
  OutboxEntry& report = reports.emplace_back();
  report.kind = OutboxEntry::Kind::start;
  report.token = operation("reported");
  outbox.push_front(std::move(reports));
  CHECK(outbox.settled_up_to() == 0);
  CHECK(taken(outbox) == Words{"start reported", "start a"});
  outbox.settled(false);
  outbox.settled(false);
  CHECK(outbox.settled_up_to() == outbox.last_number());
}

TEST_CASE("an outbox counts what waits, what was delivered and what was refused", "[outbox]") {
  Outbox outbox({});
  const auto a = operation("a");
  start(outbox, a);
  finish(outbox, a);
  outbox.take(1);
  CHECK(outbox.statistics() == OutboxStatistics{.waiting = 2});
  outbox.settled(false);
  outbox.take(1);
  outbox.settled(true);
  CHECK(outbox.statistics() == OutboxStatistics{.delivered = 2, .refused = 1});
}

TEST_CASE("who waits until everything is settled is told when it is so, and when the time is over", "[outbox]") {
  Outbox outbox({});
  const auto a = operation("a");
  start(outbox, a);
  CHECK_FALSE(outbox.wait_settled(outbox.last_number(), WaitClock::now() + 5ms));
  std::thread other([&] {
    outbox.take(1);
    outbox.settled(false);
  });
  CHECK(outbox.wait_settled(outbox.last_number(), WaitClock::now() + 20s));
  other.join();
}

TEST_CASE("who waits until everything is settled is told when the last of it ran out of time", "[outbox]") {
  Outbox outbox({});
  outbox.push_command(awaited(WaitClock::now()));
  std::thread other([&] {
    while (outbox.take_overdue(WaitClock::now()).empty()) std::this_thread::yield();
  });
  const auto begin = WaitClock::now();
  CHECK(outbox.wait_settled(outbox.last_number(), WaitClock::now() + 10s));
  CHECK(WaitClock::now() - begin < 5s);
  other.join();
}

TEST_CASE("who waits until everything is settled is told when the last of it was dropped", "[outbox]") {
  Outbox outbox({});
  const auto a = operation("a");
  start(outbox, a);
  outbox.take(1);
  finish(outbox, a);
  outbox.settled(true);
  std::thread other([&] { outbox.drop(*a); });
  const auto begin = WaitClock::now();
  CHECK(outbox.wait_settled(outbox.last_number(), WaitClock::now() + 10s));
  CHECK(WaitClock::now() - begin < 5s);
  other.join();
}

TEST_CASE("a command whose time is over leaves the outbox, and the others stay", "[outbox]") {
  Outbox outbox({});
  const auto now = WaitClock::now();
  const auto a = operation("a");
  outbox.push_command(awaited(now + 1h));
  start(outbox, a);
  outbox.push_command(awaited(now));
  CHECK(outbox.next_overdue() == now);
  CHECK(outbox.take_overdue(now).size() == 1);
  CHECK(outbox.next_overdue() == now + 1h);
  CHECK(taken(outbox) == Words{"command", "start a"});
  CHECK(outbox.next_overdue() == WaitPoint::max());
}

TEST_CASE("a command that nobody waits for any more does not run out of time when it is put back", "[outbox]") {
  Outbox outbox({});
  outbox.push_command(awaited(WaitClock::now()));
  auto on_its_way = outbox.take(1);
  on_its_way.front().done = nullptr;  // its time was over on the way: it may have happened
  outbox.put_back(std::move(on_its_way));
  CHECK(outbox.take_overdue(WaitClock::now()).empty());
  CHECK(taken(outbox) == Words{"command"});
}
