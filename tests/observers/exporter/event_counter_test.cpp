#include "exporter/event_counter.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <random>

#include "exporter/counts_codec.hpp"
#include "live/live_scene.hpp"
#include "random_history.hpp"

using namespace cancel;
using namespace cancel::test;
using namespace std::chrono_literals;
using cancel::exporter::CancellationCounts;
using cancel::exporter::decode;
using cancel::exporter::encode;
using cancel::exporter::EventCounter;
using cancel::exporter::index_of;
using cancel::live::LiveState;

namespace {

const std::string log_id = "log-1";

// Counts a world from its beginning on.
struct Scene {
  World world;
  LiveState live;
  EventCounter counter;

  Scene() { counter.reads(log_id, 0); }

  template <typename Body>
  void run(const Body& body, Millis later = 0ms) {
    world.now += later;
    const Position before = world.log.size();
    REQUIRE_FALSE(world.run(body));
    count_after(before);
  }
  void elapse(const Elapsed& elapsed) {
    const Position before = world.log.size();
    world.elapse(elapsed);
    count_after(before);
  }
  void count_after(Position position) {
    for (std::size_t index = position; index < world.log.size(); ++index) {
      live.apply(world.log[index]);
      counter.count(world.log[index], live);
    }
  }
  std::uint64_t requested(Cause cause, Mode mode) const {
    return counter.counts().requested[index_of(cause)][index_of(mode)];
  }
  std::uint64_t completed(Cause cause, Mode mode, Outcome outcome) const {
    return counter.counts().completed[index_of(cause)][index_of(mode)][index_of(outcome)];
  }
};

}  // namespace

TEST_CASE_METHOD(Scene, "a cancellation is counted by its cause and mode, and with its outcome when it is over",
                 "[exporter]") {
  run(create("parent"));
  run(start("work", {"parent"}));
  run(cancel_token("parent"));
  CHECK(requested(Cause::user_requested, Mode::graceful) == 1);
  CHECK(requested(Cause::parent_cancelled, Mode::graceful) == 1);
  run(executed("work"));
  run(finish("work"));
  CHECK(completed(Cause::parent_cancelled, Mode::graceful, Outcome::stopped) == 1);
  CHECK(completed(Cause::user_requested, Mode::graceful, Outcome::stopped) == 1);
}

TEST_CASE_METHOD(Scene, "what ends by itself is no cancellation", "[exporter]") {
  run(start("work"));
  run(finish("work", Outcome::succeeded));
  run(create("idle"));
  run(release("idle"));
  CHECK(counter.counts() == CancellationCounts{});
}

TEST_CASE_METHOD(Scene, "a cancellation that was escalated ends as force", "[exporter]") {
  run(start("work"));
  run(cancel_token("work"));
  elapse(grace_elapsed(world, "work"));
  run(finish("work", Outcome::failed));
  CHECK(requested(Cause::user_requested, Mode::graceful) == 1);
  CHECK(completed(Cause::user_requested, Mode::force, Outcome::failed) == 1);
}

TEST_CASE_METHOD(Scene, "times are measured from the request, and from when it was taken up", "[exporter]") {
  run(start("work"));
  run(cancel_token("work"));
  run(executed("work"), 40ms - 1ms);
  run(finish("work"), 2s - 1ms);
  const CancellationCounts& counts = counter.counts();
  const auto graceful = index_of(Mode::graceful);
  CHECK(counts.executed[graceful].sum() == Approx(0.04));
  CHECK(counts.stopping[graceful].sum() == Approx(2));
  CHECK(counts.whole[graceful].sum() == Approx(2.04));
  CHECK(counts.whole[graceful].count() == 1);
}

TEST_CASE_METHOD(Scene, "only operations take time to stop", "[exporter]") {
  run(create("idle"));
  run(cancel_token("idle"));
  CHECK(completed(Cause::user_requested, Mode::graceful, Outcome::nothing_running) == 1);
  CHECK(counter.counts().whole[index_of(Mode::graceful)].count() == 0);
}

TEST_CASE_METHOD(Scene, "an event that is read twice counts once", "[exporter]") {
  run(start("work"));
  run(cancel_token("work"));
  const CancellationCounts before = counter.counts();
  for (const Event& event : world.log) counter.count(event, live);
  CHECK(counter.counts() == before);
}

TEST_CASE_METHOD(Scene, "another log, and one that has become shorter, is counted anew", "[exporter]") {
  run(start("work"));
  run(cancel_token("work"));
  counter.reads(log_id, world.log.size());
  CHECK(requested(Cause::user_requested, Mode::graceful) == 1);

  EventCounter shorter = counter;
  shorter.reads(log_id, 1);
  CHECK(shorter.counts() == CancellationCounts{});
  CHECK(shorter.position() == 0);

  EventCounter other = counter;
  other.reads("log-2", world.log.size());
  CHECK(other.counts() == CancellationCounts{});
  CHECK(other.log_id() == "log-2");
}

TEST_CASE_METHOD(Scene, "what was requested before it began is counted with what was listed of it", "[exporter]") {
  run(start("work"));
  run(cancel_token("work", Mode::force));
  LiveState listed;
  list_into(listed, world);
  EventCounter later;
  later.reads(log_id, world.log.size());
  const Position before = world.log.size();
  run(finish("work"), 3s);
  listed.apply(world.log[before]);
  later.count(world.log[before], listed);
  CHECK(later.counts().requested == CancellationCounts{}.requested);
  CHECK(later.counts().completed[index_of(Cause::user_requested)][index_of(Mode::force)][index_of(Outcome::stopped)] ==
        1);
  CHECK(later.counts().whole[index_of(Mode::force)].count() == 1);
}

TEST_CASE("whenever it is stopped and goes on later, it counts what it would have counted", "[exporter][property]") {
  const char* given = std::getenv("CANCEL_TEST_SEED");
  const std::uint64_t first = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  for (std::uint64_t seed = first; seed < first + (given ? 1 : 150); ++seed) {
    INFO("CANCEL_TEST_SEED=" << seed);
    RandomHistory history(seed);
    std::mt19937_64 random(seed);
    LiveState whole_live;
    EventCounter whole;
    whole.reads(log_id, 0);
    Position counted = 0;
    EventCounter::Kept kept{log_id, 0, {}, {}};
    for (int run = 0; run < 6; ++run) {
      // Away, while things happen.
      for (std::uint64_t steps = random() % 40; steps > 0; --steps) history.step();
      const auto read_back = decode(encode(kept));
      REQUIRE(read_back);
      REQUIRE(*read_back == kept);
      EventCounter counter(*read_back);
      LiveState live;
      list_into(live, history.world);
      counter.reads(log_id, history.world.log.size());
      // There again, from where it was.
      for (std::uint64_t steps = random() % 40; steps > 0; --steps) history.step();
      if (run == 5) history.finish_all();
      const auto& log = history.world.log;
      for (Position at = kept.position; at < log.size(); ++at) {
        live.apply(log[at]);
        counter.count(log[at], live);
      }
      for (; counted < log.size(); ++counted) {
        whole_live.apply(log[counted]);
        whole.count(log[counted], whole_live);
      }
      kept = counter.keep(log.size(), live);
      CHECK(kept.counts.requested == whole.counts().requested);
      CHECK(kept.counts.completed == whole.counts().completed);
      for (const Mode mode : {Mode::graceful, Mode::force}) {
        CHECK(kept.counts.executed[index_of(mode)].counts() == whole.counts().executed[index_of(mode)].counts());
        CHECK(kept.counts.stopping[index_of(mode)].counts() == whole.counts().stopping[index_of(mode)].counts());
        CHECK(kept.counts.whole[index_of(mode)].counts() == whole.counts().whole[index_of(mode)].counts());
      }
    }
  }
}
