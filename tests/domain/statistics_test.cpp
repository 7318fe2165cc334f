#include <catch2/catch.hpp>

#include "cancel/domain/statistics.hpp"
#include "world.hpp"

using namespace cancel;
using namespace cancel::test;

TEST_CASE("percentiles are within a four-thousandth of the truth", "[domain]") {
  Latencies latencies;
  for (std::int64_t value = 1; value <= 100'000; ++value) latencies.add(value * 10);
  CHECK(latencies.percentile_ms(0.50) == Approx(500).epsilon(0.00025));
  CHECK(latencies.percentile_ms(0.99) == Approx(990).epsilon(0.00025));
  CHECK(latencies.average_ms() == Approx(500.005));
}

TEST_CASE("small latencies are exact, and none is zero", "[domain]") {
  Latencies latencies;
  CHECK(latencies.percentile_ms(0.5) == 0);
  CHECK(latencies.average_ms() == 0);
  for (const std::int64_t value : {100, 200, 900}) latencies.add(value);
  CHECK(latencies.percentile_ms(0.5) == Approx(0.2));
  CHECK(latencies.percentile_ms(0.99) == Approx(0.9));
  latencies.remove(900);
  CHECK(latencies.percentile_ms(0.99) == Approx(0.2));
}

TEST_CASE("the numbers follow a history", "[domain]") {
  World world;
  world.run(start("graceful"));
  world.run(start("forced"));
  world.run(start("escalated"));
  world.run(create("plain"));
  world.run(cancel_token("graceful"));
  world.run(cancel_token("forced", Mode::force));
  world.run(cancel_token("escalated"));
  world.elapse(grace_elapsed(world, "escalated"));
  world.elapse(force_elapsed(world, "escalated"));
  world.run(cancel_token("plain"));
  world.run(finish("graceful"));
  const Counters counters = world.state.statistics().total();
  CHECK(counters.total_cancelled == 4);
  CHECK(counters.force_cancellations == 2);
  CHECK(counters.graceful_cancellations() == 2);
  CHECK(counters.unconfirmed_cancellations == 1);
  CHECK(counters.active_operations == 2);
  CHECK(counters.active_tokens == 0);
  CHECK(counters.operations_by_reason.at(Cause::user_requested) == 3);
  CHECK(counters.events_by_type.at(EventType::cancellation_requested) == 4);
  CHECK(counters.average_ms == Approx(6));
  CHECK(world.state.statistics().by_namespace().at("default").total_cancelled == 4);
}
