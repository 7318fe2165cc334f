#include <catch2/catch.hpp>

#include "admission_scene.hpp"
#include "no_threads.hpp"

namespace cancel::mcp {
namespace {

using namespace testing;
using Names = std::vector<std::string>;

TEST_CASE("a call that needs nothing begins at once", "[admission]") {
  AdmissionScene scene;
  REQUIRE(scene.submit("a"));
  CHECK(scene.has_begun("a"));
  CHECK(scene.admission.running() == 1);
  CHECK(scene.admission.waiting() == 0);
}

TEST_CASE("a call that was cancelled before it came never runs", "[admission]") {
  AdmissionScene scene;
  scene.cancel("a");
  REQUIRE(scene.submit("a"));
  CHECK(scene.left() == Names{"a"});
  CHECK(scene.begun().empty());
  CHECK(scene.admission.running() == 0);
}

TEST_CASE("calls beyond a limit wait in order", "[admission]") {
  AdmissionScene scene;
  for (const char* name : {"a", "b", "c", "d"}) REQUIRE(scene.submit(name, limit("tool", 2)));
  REQUIRE(scene.has_begun("a"));
  REQUIRE(scene.has_begun("b"));
  CHECK(scene.admission.waiting() == 2);
  scene.end("b");
  REQUIRE(scene.has_begun("c"));
  CHECK(scene.admission.waiting() == 1);
  scene.end("a");
  CHECK(scene.has_begun("d"));
}

TEST_CASE("of calls that name a lock one runs at a time", "[admission]") {
  AdmissionScene scene;
  for (const char* name : {"a", "b", "c"}) REQUIRE(scene.submit(name, exclusive("disk")));
  REQUIRE(scene.has_begun("a"));
  CHECK(scene.admission.running() == 1);
  scene.end("a");
  REQUIRE(scene.has_begun("b"));
  CHECK(scene.begun() == Names{"a", "b"});
}

TEST_CASE("a call that waits leaves at once when it is cancelled, and the others are served", "[admission]") {
  AdmissionScene scene;
  for (const char* name : {"a", "b", "c"}) REQUIRE(scene.submit(name, limit("tool", 1)));
  REQUIRE(scene.has_begun("a"));
  scene.cancel("b");
  CHECK(scene.left() == Names{"b"});
  CHECK(scene.admission.waiting() == 1);
  scene.end("a");
  REQUIRE(scene.has_begun("c"));
  CHECK(scene.begun() == Names{"a", "c"});
}

TEST_CASE("a call that leaves the queue of a lock does not break the lock", "[admission]") {
  AdmissionScene scene;
  for (const char* name : {"a", "b", "c"}) REQUIRE(scene.submit(name, exclusive("disk")));
  REQUIRE(scene.has_begun("a"));
  scene.cancel("b");
  CHECK(scene.admission.running() == 1);
  CHECK(scene.begun() == Names{"a"});
  scene.end("a");
  CHECK(scene.has_begun("c"));
}

TEST_CASE("to cancel twice does no harm", "[admission]") {
  AdmissionScene scene;
  REQUIRE(scene.submit("a", exclusive("disk")));
  REQUIRE(scene.submit("b", exclusive("disk")));
  scene.cancel("b");
  scene.cancel("b");
  CHECK(scene.left() == Names{"b"});
  CHECK(scene.admission.waiting() == 0);
}

TEST_CASE("a cancellation that comes when the call runs, or has run, is not for the queue", "[admission]") {
  AdmissionScene scene;
  REQUIRE(scene.submit("a", exclusive("disk")));
  REQUIRE(scene.submit("b", exclusive("disk")));
  scene.end("a");
  REQUIRE(scene.has_begun("b"));
  scene.cancel("b");
  CHECK(scene.admission.running() == 1);
  REQUIRE(scene.submit("c", exclusive("disk")));
  scene.end("b");
  REQUIRE(scene.has_begun("c"));
  scene.cancel("a");
  CHECK(scene.left().empty());
}

TEST_CASE("a call that waits for a lock holds back later ones of its limit, but takes nothing", "[admission]") {
  AdmissionScene scene;
  REQUIRE(scene.submit("holder", exclusive("disk")));
  REQUIRE(scene.has_begun("holder"));
  REQUIRE(scene.submit("both", both("tool", 1, "disk")));
  REQUIRE(scene.submit("tool", limit("tool", 1)));
  REQUIRE(scene.submit("disk", exclusive("disk")));
  REQUIRE(scene.submit("other", limit("other", 1)));
  REQUIRE(scene.submit("free"));
  CHECK(scene.has_begun("other"));
  CHECK(scene.has_begun("free"));
  CHECK(scene.admission.waiting() == 3);
  SECTION("it is served before them") {
    scene.end("holder");
    REQUIRE(scene.has_begun("both"));
    CHECK(scene.admission.waiting() == 2);
    scene.end("both");
    CHECK(scene.has_begun("tool"));
    CHECK(scene.has_begun("disk"));
  }
  SECTION("when it leaves, those behind it get what is free") {
    scene.cancel("both");
    REQUIRE(scene.has_begun("tool"));
    CHECK(scene.admission.waiting() == 1);
    scene.end("holder");
    CHECK(scene.has_begun("disk"));
  }
}

TEST_CASE("calls wait for threads in the order in which they came", "[admission]") {
  AdmissionScene scene(1);
  REQUIRE(scene.submit("a"));
  REQUIRE(scene.has_begun("a"));
  REQUIRE(scene.submit("b", limit("tool", 1)));
  REQUIRE(scene.submit("c"));
  REQUIRE(scene.submit("d", exclusive("disk")));
  CHECK(scene.admission.waiting() == 3);
  scene.cancel("c");
  scene.end("a");
  REQUIRE(scene.has_begun("b"));
  scene.end("b");
  REQUIRE(scene.has_begun("d"));
  CHECK(scene.begun() == Names{"a", "b", "d"});
  CHECK(scene.left() == Names{"c"});
}

TEST_CASE("too many that wait are refused, and that changes nothing", "[admission]") {
  AdmissionScene scene(8, 2);
  REQUIRE(scene.submit("a", exclusive("disk")));
  REQUIRE(scene.submit("b", exclusive("disk")));
  REQUIRE(scene.submit("c", exclusive("disk")));
  CHECK_FALSE(scene.submit("d", exclusive("disk")));
  CHECK(scene.submit("e"));
  scene.cancel("d");
  CHECK(scene.left().empty());
  scene.cancel("b");
  CHECK(scene.submit("f", exclusive("disk")));
  scene.end("a");
  REQUIRE(scene.has_begun("c"));
  scene.end("c");
  CHECK(scene.has_begun("f"));
}

TEST_CASE("a call is refused where not one thread is to be had, and holds nothing", "[admission]") {
  AdmissionScene scene;
  {
    const NoThreads none;
    CHECK_FALSE(scene.submit("a", exclusive("disk")));
  }
  CHECK(scene.admission.running() == 0);
  REQUIRE(scene.submit("b", exclusive("disk")));
  CHECK(scene.has_begun("b"));
  CHECK(scene.begun() == Names{"b"});
}

TEST_CASE("a limit of none is one of one", "[admission]") {
  AdmissionScene scene;
  REQUIRE(scene.submit("a", limit("tool", 0)));
  REQUIRE(scene.submit("b", limit("tool", 0)));
  REQUIRE(scene.has_begun("a"));
  CHECK(scene.admission.waiting() == 1);
}

TEST_CASE("a call that is told that it left may bring another one", "[admission]") {
  AdmissionScene scene;
  REQUIRE(scene.submit("a", exclusive("disk")));
  CancellationSource source;
  REQUIRE(scene.admission.submit(
      exclusive("disk"), source.token(), [] {}, [&] { scene.submit("again"); }));
  source.cancel();
  CHECK(scene.has_begun("again"));
}

TEST_CASE("nothing of a call is kept when it has run or left, however many there were", "[admission]") {
  WorkerPool pool(2);
  Admission admission(pool, 100);
  const CancellationSource shared;
  const auto held = std::make_shared<int>(0);
  for (int count = 0; count < 50; ++count) {
    REQUIRE(admission.submit(
        exclusive("disk"), shared.token(), [held] {}, [held] {}));
  }
  REQUIRE(pool.wait_until_idle(std::chrono::seconds(10)));
  CHECK(held.use_count() == 1);
  CHECK(admission.running() == 0);
  const auto left = std::make_shared<int>(0);
  shared.cancel();
  REQUIRE(admission.submit(
      exclusive("disk"), shared.token(), [left] {}, [left] {}));
  CHECK(left.use_count() == 1);
}

}  // namespace
}  // namespace cancel::mcp
