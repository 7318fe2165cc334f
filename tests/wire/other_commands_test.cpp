#include <limits>

#include "cancel/wire/rfc3339.hpp"
#include "decoding.hpp"

// What the methods of operation/…, session/… and the reading ones make of their parameters.

namespace cancel::test {
namespace {

TEST_CASE("start takes all its parameters", "[request][start]") {
  const Command command = command_of("operation/start", R"({"id":"o","namespace":"n","token":"t","parents":["p",
      {"namespace":"m","id":"q"}],"tool":"build","requestId":"7","session":"s","deadlineMs":1,"graceMs":2,"forceMs":3,
      "labels":{"k":"v"},"alreadyRunning":true,"occurredAt":"2026-11-20T09:00:00+01:00","commandId":"c"})");
  CHECK(command.command_id == "c");
  const auto& start = std::get<StartOperation>(command.body);
  CHECK(start.name == TokenName{"n", "o"});
  CHECK(start.token == TokenName{"n", "t"});
  CHECK(start.parents == std::vector<TokenName>{{"n", "p"}, {"m", "q"}});
  CHECK(start.tool == "build");
  CHECK(start.request_id == RequestId{"7"});
  CHECK(start.session == "s");
  CHECK(start.deadline == Millis{1});
  CHECK(start.grace == Millis{2});
  CHECK(start.force == Millis{3});
  CHECK(start.labels == Labels{{"k", "v"}});
  CHECK(start.already_running);
  CHECK(start.occurred_at == "2026-11-20T08:00:00.000000Z");
}

TEST_CASE("start needs no parameters", "[request][start]") {
  const auto start = body_of<StartOperation>("operation/start", "");
  CHECK(start.name == TokenName{"default", ""});
  CHECK_FALSE(start.token);
  CHECK(start.parents.empty());
  CHECK_FALSE(start.tool);
  CHECK_FALSE(start.request_id);
  CHECK_FALSE(start.session);
  CHECK_FALSE(start.deadline);
  CHECK(start.labels.empty());
  CHECK_FALSE(start.already_running);
  CHECK_FALSE(start.occurred_at);
}

TEST_CASE("a shared token may be of another namespace", "[request][start]") {
  const auto other = body_of<StartOperation>("operation/start", R"({"token":{"namespace":"m","id":"t"}})");
  CHECK(other.token == TokenName{"m", "t"});
  const auto same = body_of<StartOperation>("operation/start", R"({"namespace":"n","token":{"id":"t"}})");
  CHECK(same.token == TokenName{"n", "t"});
}

TEST_CASE("a request id keeps its type, over 64 bits", "[request][start]") {
  const auto id_of = [](std::string_view json) {
    return body_of<StartOperation>("operation/start", R"({"requestId":)" + std::string(json) + "}").request_id;
  };
  CHECK(id_of("7") == RequestId{std::int64_t{7}});
  CHECK(id_of("\"7\"") == RequestId{"7"});
  CHECK(id_of("\"\"") == RequestId{""});
  CHECK(id_of("-9223372036854775808") == RequestId{std::numeric_limits<std::int64_t>::min()});
  CHECK(id_of("9223372036854775807") == RequestId{std::numeric_limits<std::int64_t>::max()});
  CHECK(id_of("9223372036854775808") == RequestId{std::uint64_t{1} << 63});
  CHECK(id_of("18446744073709551615") == RequestId{std::numeric_limits<std::uint64_t>::max()});
  CHECK(id_of("7.0") == RequestId{std::int64_t{7}});
  CHECK_FALSE(id_of("null"));
}

TEST_CASE("executed and finish take their parameters", "[request][finish]") {
  const Command executed = command_of(
      "operation/executed", R"({"id":"o","namespace":"n","occurredAt":"2026-11-20T08:00:00.123Z","commandId":"c"})");
  CHECK(executed.command_id == "c");
  CHECK(std::get<MarkExecuted>(executed.body).name == TokenName{"n", "o"});
  CHECK(std::get<MarkExecuted>(executed.body).occurred_at == "2026-11-20T08:00:00.123Z");

  const Command finish = command_of("operation/finish", R"({"id":"o","outcome":"failed","error":"disk full",
      "occurredAt":"2026-11-20T08:00:00Z","commandId":"d"})");
  CHECK(finish.command_id == "d");
  const auto& body = std::get<FinishOperation>(finish.body);
  CHECK(body.name == TokenName{"default", "o"});
  CHECK(body.outcome == Outcome::failed);
  CHECK(body.error == "disk full");
  CHECK(body.occurred_at == "2026-11-20T08:00:00.000000Z");
}

TEST_CASE("finish takes a result, and no result is not an empty one", "[request][finish][result]") {
  const auto result_in = [](std::string_view member) {
    return body_of<FinishOperation>("operation/finish", R"({"id":"o","outcome":"failed")" + std::string(member) + "}")
        .result;
  };
  CHECK(result_in(R"(,"result":"{\"a\":\"\u0000\ud83d\ude00\"}")") ==
        std::string("{\"a\":\"\0\xF0\x9F\x98\x80\"}", 13));
  CHECK(result_in(R"(,"result":"")") == "");
  CHECK_FALSE(result_in(R"(,"result":null)"));
  CHECK_FALSE(result_in(""));
}

TEST_CASE("a result is read by the name of its operation, and takes no command id", "[request][result]") {
  CHECK(body_of<ReadResult>("operation/result", R"({"id":"o","namespace":"n"})").name == TokenName{"n", "o"});
  CHECK(body_of<ReadResult>("operation/result", R"({"id":"o"})").name == TokenName{"default", "o"});
  CHECK_FALSE(command_of("operation/result", R"({"id":"o","commandId":"c"})").command_id);
}

TEST_CASE("an owner may say succeeded, failed and stopped, and no more", "[request][finish]") {
  for (const std::string_view outcome : {"succeeded", "failed", "stopped"}) {
    const std::string params = R"({"id":"o","outcome":)" + quoted(outcome) + "}";
    CHECK(to_string(body_of<FinishOperation>("operation/finish", params).outcome) == outcome);
  }
  for (const std::string_view outcome : {"\"lost\"", "\"nothing_running\"", "\"Succeeded\"", "\"\"", "7", "null"}) {
    const Error error = error_of("operation/finish", R"({"id":"o","outcome":)" + std::string(outcome) + "}");
    CHECK(error.code == ErrorCode::invalid_params);
    CHECK(error.param == "outcome");
  }
}

TEST_CASE("operation/list takes all its parameters", "[request][list]") {
  const auto list = body_of<ListOperations>(
      "operation/list", R"({"namespace":"n","token":"t","session":"s","tool":"x","limit":20000,"cursor":"o1-9"})");
  CHECK(list.space == "n");
  REQUIRE(list.under);
  CHECK(list.under->space == "n");
  CHECK(list.under->id == "t");
  CHECK(list.session == "s");
  CHECK(list.tool == "x");
  CHECK(list.limit == 10'000);
  CHECK(list.after == 9);
}

TEST_CASE("a token in a filter is of the filter's namespace, of its own, or of all", "[request][list]") {
  const auto under = [](std::string_view params) { return *body_of<ListOperations>("operation/list", params).under; };
  CHECK_FALSE(under(R"({"token":"t"})").space);
  CHECK_FALSE(under(R"({"token":{"id":"t"}})").space);
  CHECK(under(R"({"token":{"namespace":"m","id":"t"}})").space == "m");
  CHECK(under(R"({"namespace":"n","token":{"namespace":"m","id":"t"}})").space == "m");
  CHECK(under(R"({"namespace":"n","token":{"id":"t"}})").space == "n");

  const auto events = body_of<ReadEvents>("events/read", R"({"after":0,"token":"t"})");
  REQUIRE(events.token);
  CHECK_FALSE(events.token->space);
}

TEST_CASE("session/open takes all its parameters", "[request][session]") {
  const Command command = command_of("session/open", R"({"namespace":"n","name":"server","version":"1.2","pid":4711,
      "host":"h","leaseMs":1,"commandId":"c"})");
  CHECK(command.command_id == "c");
  const auto& open = std::get<OpenSession>(command.body);
  CHECK(open.space == "n");
  CHECK(open.session.empty());
  CHECK(open.name == "server");
  CHECK(open.version == "1.2");
  CHECK(open.pid == 4711);
  CHECK(open.host == "h");
  CHECK(open.lease == Millis{1});

  const auto least = body_of<OpenSession>("session/open", R"({"name":"server"})");
  CHECK(least.space == "default");
  CHECK_FALSE(least.version);
  CHECK_FALSE(least.pid);
  CHECK_FALSE(least.host);
  CHECK_FALSE(least.lease);
}

TEST_CASE("a session is renewed and closed by its id", "[request][session]") {
  CHECK(body_of<RenewSession>("session/renew", R"({"session":"s"})").session == "s");
  const Command close = command_of("session/close", R"({"session":"s","commandId":"c"})");
  CHECK(std::get<CloseSession>(close.body).session == "s");
  CHECK(close.command_id == "c");
}

TEST_CASE("events/read takes all its parameters", "[request][events]") {
  const auto read = body_of<ReadEvents>("events/read", R"({"after":18446744073709551615,"limit":1,"namespace":"n",
      "token":"t","types":["TokenCreated","SessionClosed","TokenCreated"]})");
  CHECK(read.after == std::numeric_limits<Position>::max());
  CHECK(read.limit == 1);
  CHECK(read.space == "n");
  CHECK(read.token->space == "n");
  CHECK(read.token->id == "t");
  CHECK(read.types == std::vector<EventType>{EventType::token_created, EventType::session_closed});

  const auto least = body_of<ReadEvents>("events/read", R"({"after":0,"types":[]})");
  CHECK(least.after == 0);
  CHECK(least.limit == 1'000);
  CHECK_FALSE(least.space);
  CHECK_FALSE(least.token);
  CHECK(least.types.empty());
}

TEST_CASE("every type of event can be asked for", "[request][events]") {
  for (const std::string_view type : words::of(EventType{})) {
    const std::string params = R"({"after":0,"types":[)" + quoted(type) + "]}";
    const auto read = body_of<ReadEvents>("events/read", params);
    REQUIRE(read.types.size() == 1);
    CHECK(to_string(read.types.front()) == type);
  }
}

TEST_CASE("a page holds ten thousand at most, however many are asked for", "[request][list]") {
  for (const std::string_view method : {"cancellation/list", "operation/list", "events/read"}) {
    for (const std::string_view limit : {"10000", "10001", "4294967296", "18446744073709551615", "1e300"}) {
      const Command command = command_of(method, R"({"after":0,"limit":)" + std::string(limit) + "}");
      const std::size_t decoded = std::visit(
          [](const auto& body) -> std::size_t {
            if constexpr (requires { body.limit; }) return body.limit;
            return 0;
          },
          command.body);
      CHECK(decoded == 10'000);
    }
  }
}

TEST_CASE("stats/read and server/info take nothing", "[request]") {
  body_of<ReadStatistics>("stats/read", R"({"anything":1})");
  body_of<ReadInfo>("server/info", "");
}

TEST_CASE("log/prune takes a position or a time", "[request][prune]") {
  CHECK(body_of<PruneLog>("log/prune", R"({"before":12})").before == std::variant<Position, Timestamp>{Position{12}});
  CHECK(body_of<PruneLog>("log/prune", R"({"before":18446744073709551615})").before ==
        std::variant<Position, Timestamp>{std::numeric_limits<Position>::max()});
  const auto time = body_of<PruneLog>("log/prune", R"({"before":"2026-11-20T09:00:00.5+01:00"})").before;
  REQUIRE(std::holds_alternative<Timestamp>(time));
  CHECK(to_rfc3339(std::get<Timestamp>(time)) == "2026-11-20T08:00:00.500000Z");
}

TEST_CASE("log/prune is no fact, so it takes no command id", "[request][prune]") {
  CHECK_FALSE(command_of("log/prune", R"({"before":1,"commandId":"c"})").command_id);
}

TEST_CASE("a whole number may be written with a fraction of zero", "[request]") {
  CHECK(body_of<CreateToken>("cancellation/create", R"({"ttlMs":5e3})").ttl == Millis{5'000});
  CHECK(body_of<CreateToken>("cancellation/create", R"({"ttlMs":9007199254740991.0})").ttl == longest_duration);
  CHECK(body_of<ReadEvents>("events/read", R"({"after":12.0})").after == 12);
}

}  // namespace
}  // namespace cancel::test
