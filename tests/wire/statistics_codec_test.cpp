#include "cancel/wire/statistics_codec.hpp"

#include <catch2/catch.hpp>

using namespace cancel;

namespace {

Statistics some_statistics() {
  Statistics statistics;
  statistics.apply("default", [](Statistics::Account& account) {
    account.counters.total_cancelled += 7;
    account.counters.force_cancellations = 2;
    account.counters.expired_tokens = 3;
    account.counters.unconfirmed_cancellations = 1;
    account.counters.operations_by_reason[Cause::timeout] = 4;
    account.counters.events_by_type[EventType::token_created] = 9;
    for (const std::int64_t latency : {5, 5, 90'000, 123'456'789}) account.latencies.add(latency);
  });
  statistics.apply("other \"space\"", [](Statistics::Account& account) { account.counters.total_cancelled += 1; });
  return statistics;
}

}  // namespace

TEST_CASE("statistics are the same after a round trip", "[wire]") {
  const Statistics statistics = some_statistics();
  const auto again = decode_statistics(encode_statistics(statistics));
  REQUIRE(again);
  CHECK(again->accounts() == statistics.accounts());
  CHECK(again->total() == statistics.total());
  CHECK(decode_statistics(encode_statistics(Statistics{}))->accounts().empty());
}

TEST_CASE("members that are missing or unknown do no harm to kept statistics", "[wire]") {
  const auto statistics = decode_statistics(R"({"default":{"total_cancelled":2,"of_tomorrow":[1]}})");
  REQUIRE(statistics);
  CHECK(statistics->total().total_cancelled == 2);
}

TEST_CASE("what is no statistics does not decode", "[wire]") {
  for (const char* text :
       {"", "7", "[]", R"({"default":7})", R"({"default":{"total_cancelled":-1}})",
        R"({"default":{"operations_by_reason":{"nonsense":1}}})", R"({"default":{"events_by_type":[]}})",
        R"({"default":{"latencies":{}}})", R"({"default":{"latencies":[[1]]}})",
        R"({"default":{"latencies":[["1",2]]}})", R"({"default":{"latency_sum":"x"}})"}) {
    INFO(text);
    CHECK_FALSE(decode_statistics(text));
  }
}
