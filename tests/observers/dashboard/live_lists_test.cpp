#include <catch2/catch.hpp>

#include "dashboard/api_error.hpp"
#include "dashboard/cancellation_list.hpp"
#include "dashboard/operation_list.hpp"
#include "dashboard/overview.hpp"
#include "dashboard/token_answers.hpp"
#include "json_shape.hpp"
#include "world.hpp"

using namespace cancel;
using namespace cancel::dashboard;
using cancel::test::Parsed;
using cancel::test::World;
using Ids = std::vector<std::string>;

namespace {

// A world, and what an observer knows of it.
struct Scene {
  World world;
  live::LiveState live;

  template <typename Body>
  void run(const Body& body) {
    REQUIRE_FALSE(world.run(body));
    for (const Event& event : world.last_events()) live.apply(event);
  }
  void elapse(const Elapsed& elapsed) {
    world.elapse(elapsed);
    for (const Event& event : world.last_events()) live.apply(event);
  }
  void start(const std::string& id, const std::string& tool, const std::string& space = "default") {
    StartOperation command = test::start(id);
    command.tool = tool;
    command.name.space = space;
    command.labels = {{"team", "Blue " + id}};
    run(command);
  }
  Parsed operations(const std::string& query) const {
    return Parsed(operations_json(live, 7, OperationListWish::parse(Query(query))));
  }
  Parsed cancellations(const std::string& query) const {
    return Parsed(cancellations_json(live, 7, CancellationListWish::parse(Query(query))));
  }
};

struct ThreeOperations : Scene {
  ThreeOperations() {
    start("b", "search");
    start("a", "fetch", "github");
    start("c", "search", "alpha");
  }
};

}  // namespace

TEST_CASE_METHOD(ThreeOperations, "operations stand in the order of their age, the oldest first", "[dashboard]") {
  CHECK(operations("").ids() == Ids{"b", "a", "c"});
  CHECK(operations("order=asc").ids() == Ids{"c", "a", "b"});
  CHECK(operations("")["position"].GetUint64() == 7);
}

TEST_CASE_METHOD(ThreeOperations, "operations can be sorted, and what is equal stays in the order of age",
                 "[dashboard]") {
  CHECK(operations("sort=namespace").ids() == Ids{"c", "b", "a"});
  CHECK(operations("sort=tool").ids() == Ids{"a", "b", "c"});
  CHECK(operations("sort=tool&order=desc").ids() == Ids{"b", "c", "a"});
  run(test::cancel_token("b"));
  CHECK(operations("sort=state&order=desc").ids() == Ids{"b", "a", "c"});
}

TEST_CASE_METHOD(ThreeOperations, "operations are found by each of their properties", "[dashboard]") {
  CHECK(operations("tool=search").ids() == Ids{"b", "c"});
  CHECK(operations("namespace=github").ids() == Ids{"a"});
  CHECK(operations("session=none").ids() == Ids{});
  CHECK(operations("q=FET").ids() == Ids{"a"});
  CHECK(operations("q=blue+c").ids() == Ids{"c"});
  CHECK(operations("q=lph").ids() == Ids{"c"});
  run(test::cancel_token("b"));
  CHECK(operations("state=requested").ids() == Ids{"b"});
  CHECK(operations("state=active").ids() == Ids{"a", "c"});
}

TEST_CASE_METHOD(ThreeOperations, "a page of operations says how many fit", "[dashboard]") {
  const Parsed page = operations("tool=search&limit=1&offset=1");
  CHECK(page.ids() == Ids{"c"});
  CHECK(page["total"].GetUint64() == 2);
  CHECK(page["running"].GetUint64() == 3);
  CHECK(operations("limit=1&offset=2").ids() == Ids{"c"});
  CHECK(operations("sort=namespace&limit=1&offset=1").ids() == Ids{"b"});
  CHECK(operations("offset=9").ids() == Ids{});
}

TEST_CASE("what is asked for wrongly is named", "[dashboard]") {
  for (const std::string query :
       {"limit=0", "limit=501", "limit=x", "offset=-1", "sort=size", "order=up", "state=happy", "q=%ff", "q=%zz"}) {
    INFO(query);
    CHECK_THROWS_AS(OperationListWish::parse(Query(query)), ApiFailure);
  }
  for (const std::string query : {"state=closed", "cause=mood", "limit=0"}) {
    INFO(query);
    CHECK_THROWS_AS(CancellationListWish::parse(Query(query)), ApiFailure);
  }
}

TEST_CASE_METHOD(ThreeOperations, "a hostile reason arrives as it was given", "[dashboard]") {
  CancelToken command = test::cancel_token("b");
  command.wish.reason = "</script><img onerror=1>\n\"\\\x1b[31m\u202e";
  run(command);
  const Parsed all = operations("q=b");
  REQUIRE(all.ok());
  CHECK(all["items"][0]["cancellation"]["reason"].GetString() == *command.wish.reason);
}

TEST_CASE_METHOD(ThreeOperations, "unconfirmed cancellations come first, then the open ones, then the recent ones",
                 "[dashboard]") {
  run(test::cancel_token("b"));
  CancelToken force = test::cancel_token("a", Mode::force);
  force.name.space = "github";
  run(force);
  elapse(ForceElapsed{world.state.find(TokenName{"github", "a"})->key});
  start("d", "search");
  run(test::cancel_token("d"));
  run(test::finish("d"));
  const Parsed all = cancellations("");
  CHECK(all.ids() == Ids{"a", "b", "d"});
  CHECK(all["open"].GetUint64() == 2);
  CHECK(all["unconfirmed"].GetUint64() == 1);
  CHECK(all["items"][0]["unconfirmed"].GetBool());
  CHECK(all["items"][1]["escalatesAt"].IsString());
  CHECK(all["items"][2]["outcome"] == "stopped");
  CHECK(cancellations("state=open").ids() == Ids{"a", "b"});
  CHECK(cancellations("state=unconfirmed").ids() == Ids{"a"});
  CHECK(cancellations("state=recent").ids() == Ids{"d"});
  CHECK(cancellations("tool=search").ids() == Ids{"b", "d"});
  CHECK(cancellations("namespace=github").ids() == Ids{"a"});
  CHECK(cancellations("limit=1").ids() == Ids{"a"});
  CHECK(cancellations("cause=timeout").ids() == Ids{});
}

TEST_CASE_METHOD(ThreeOperations, "an overview counts what is there, and says nothing of what is not known",
                 "[dashboard]") {
  run(test::cancel_token("b"));
  live::Standing standing;
  standing.log_id = "log";
  const Parsed unknown(overview_json(live, standing, 2, world.now));
  CHECK(unknown["running"].GetUint64() == 3);
  CHECK(unknown["cancelling"].GetUint64() == 1);
  CHECK(unknown["activeTokens"].IsNull());
  CHECK(unknown["totals"]["cancelled"].IsNull());
  CHECK(unknown["observers"]["pages"].GetUint64() == 2);
  CHECK(unknown["topTools"][0]["tool"] == "search");
  CHECK(unknown["topTools"][0]["cancelling"].GetUint64() == 1);
  standing.statistics.emplace().total.total_cancelled = 5;
  const Parsed known(with_server_time(overview_json(live, standing, 2, world.now), world.now));
  REQUIRE(known.ok());
  CHECK(known["totals"]["cancelled"].GetUint64() == 5);
  CHECK(known["serverTime"].IsString());
}

TEST_CASE_METHOD(ThreeOperations, "rows of a series are equally long", "[dashboard]") {
  run(test::cancel_token("b"));
  run(test::finish("b"));
  const Parsed series(series_json(live, 9, 15, world.now, world.now + std::chrono::minutes(1)));
  const auto length = series["time"].Size();
  CHECK(length >= 12);
  for (const char* row : {"started", "requested", "completed", "finished", "unconfirmed", "p50Ms", "p99Ms"}) {
    INFO(row);
    CHECK(series[row].Size() == length);
  }
  CHECK(series["started"][0].GetUint64() == 3);
  CHECK(series["p99Ms"][0].IsNumber());
  CHECK(series["p99Ms"][length - 1].IsNull());
}

TEST_CASE_METHOD(ThreeOperations, "a token's events say what its cancellation came to", "[dashboard]") {
  run(test::cancel_token("b"));
  run(test::executed("b"));
  run(test::finish("b"));
  std::vector<Event> events;
  for (const Event& event : world.log) {
    if (event.token.id == "b") events.push_back(event);
  }
  const auto shape = fold(events, view(world.token("b")), std::nullopt);
  REQUIRE(shape);
  CHECK(shape->tool == "search");
  CHECK(shape->executed_at);
  CHECK(shape->state == TokenState::completed);
  CHECK(shape->outcome == Outcome::stopped);
  CHECK(shape->latency == Millis{2});
  events.resize(2);
  CHECK_FALSE(fold(events, view(world.token("b")), std::nullopt));
}
