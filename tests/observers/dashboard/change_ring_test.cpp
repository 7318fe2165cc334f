#include "dashboard/change_ring.hpp"

#include <catch2/catch.hpp>

using namespace cancel;
using namespace cancel::dashboard;

namespace {

// Every third event is a change.
ChangeRing ring_until(Position last, std::size_t most = 10'000, std::size_t most_bytes = 1'000'000) {
  ChangeRing ring(most, most_bytes);
  ring.start_over("log");
  for (Position position = 1; position <= last; ++position) {
    if (position == 1) ring.see(0);
    if (position % 3 == 0) ring.add(position, std::to_string(position));
    ring.see(position);
  }
  return ring;
}

}  // namespace

TEST_CASE("a page gets all changes behind its position", "[dashboard]") {
  const ChangeRing ring = ring_until(10);
  CHECK(ring.after(0).events == "3,6,9");
  CHECK(ring.after(0).to == 10);
  CHECK(ring.after(3).events == "6,9");
  CHECK(ring.after(9).count == 0);
  CHECK(ring.after(9).to == 10);
  CHECK(ring.after(10).to == 10);
}

TEST_CASE("a full batch ends with its last change, and the next goes on there", "[dashboard]") {
  const ChangeRing ring = ring_until(3'000);
  const ChangeBatch first = ring.after(0);
  CHECK(first.count == most_batch_events);
  CHECK(first.to == 1'500);
  CHECK(ring.after(first.to).to == 3'000);
}

TEST_CASE("a batch has a bounded size, but one change at least", "[dashboard]") {
  ChangeRing ring;
  ring.start_over("log");
  for (Position position = 1; position <= 3; ++position) {
    ring.add(position, std::string(most_batch_bytes - 10, 'x'));
    ring.see(position);
  }
  CHECK(ring.after(0).count == 1);
  CHECK(ring.after(0).to == 1);
  CHECK(ring.after(1).to == 2);
}

TEST_CASE("what the ring has dropped lies below its floor", "[dashboard]") {
  const ChangeRing few = ring_until(100, 10);
  CHECK(few.floor() == 69);
  CHECK(few.after(69).events.substr(0, 5) == "72,75");
  const ChangeRing small = ring_until(99, 1'000, 10);
  CHECK(small.after(small.floor()).events == "87,90,93,96,99");
}

TEST_CASE("a ring that starts over knows nothing until it has seen something", "[dashboard]") {
  ChangeRing ring = ring_until(10);
  ring.start_over("another");
  CHECK_FALSE(ring.begun());
  ring.add(41, "x");
  ring.see(41);
  CHECK(ring.floor() == 40);
  CHECK(ring.after(40).events == "x");
}

TEST_CASE("an event gets the tool of its operation", "[dashboard]") {
  CHECK(with_tool(R"({"position":1,"data":{}})", "a\"b") == R"({"position":1,"data":{},"tool":"a\"b"})");
  CHECK(with_tool(R"({"position":1})", std::nullopt) == R"({"position":1,"tool":null})");
}
