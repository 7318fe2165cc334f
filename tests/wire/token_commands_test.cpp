#include "decoding.hpp"

// What each method of cancellation/… makes of its parameters.

namespace cancel::test {
namespace {

TEST_CASE("create takes all its parameters", "[request][create]") {
  const Command command = command_of("cancellation/create", R"({"id":"a","namespace":"n","parents":["b",
      {"namespace":"m","id":"c"},{"id":"d"},{"namespace":null,"id":"e"}],"ttlMs":5000,"labels":{"k":"v","":""},
      "commandId":"c-1"})");
  CHECK(command.command_id == "c-1");
  const auto& create = std::get<CreateToken>(command.body);
  CHECK(create.name == TokenName{"n", "a"});
  CHECK(create.parents == std::vector<TokenName>{{"n", "b"}, {"m", "c"}, {"n", "d"}, {"n", "e"}});
  CHECK(create.ttl == Millis{5000});
  CHECK(create.labels == Labels{{"k", "v"}, {"", ""}});
}

TEST_CASE("create needs no parameters: the id is made, the namespace is default", "[request][create]") {
  for (const std::string_view params :
       {"{}", R"({"id":null,"namespace":null,"parents":null,"ttlMs":null,"labels":null,"commandId":null,"other":1})"}) {
    const Command command = command_of("cancellation/create", params);
    CHECK_FALSE(command.command_id);
    const auto& create = std::get<CreateToken>(command.body);
    CHECK(create.name == TokenName{"default", ""});
    CHECK(create.parents.empty());
    CHECK_FALSE(create.ttl);
    CHECK(create.labels.empty());
  }
}

TEST_CASE("cancel takes all its parameters", "[request][cancel]") {
  const Command command = command_of("cancellation/cancel", R"({"id":"a","namespace":"n","reason":"why",
      "cause":"superseded","mode":"force","graceMs":0,"forceMs":9007199254740991,"requestedBy":"me",
      "ifAbsent":"remember","ifCancelled":"error","commandId":"c"})");
  CHECK(command.command_id == "c");
  const auto& cancel = std::get<CancelToken>(command.body);
  CHECK(cancel.name == TokenName{"n", "a"});
  CHECK(cancel.wish.reason == "why");
  CHECK(cancel.wish.cause == Cause::superseded);
  CHECK(cancel.wish.mode == Mode::force);
  CHECK(cancel.wish.grace == Millis{0});
  CHECK(cancel.wish.force == longest_duration);
  CHECK(cancel.wish.requested_by == "me");
  CHECK(cancel.remember_if_absent);
  CHECK(cancel.error_if_cancelled);
}

TEST_CASE("cancel is graceful and requested by a user unless told", "[request][cancel]") {
  for (const std::string_view params :
       {R"({"id":"a"})", R"({"id":"a","ifAbsent":"error","ifCancelled":"succeed"})",
        R"({"id":"a","reason":null,"cause":null,"mode":null,"graceMs":null,"ifAbsent":null,"ifCancelled":null})"}) {
    const auto cancel = body_of<CancelToken>("cancellation/cancel", params);
    CHECK(cancel.name == TokenName{"default", "a"});
    CHECK_FALSE(cancel.wish.reason);
    CHECK(cancel.wish.cause == Cause::user_requested);
    CHECK(cancel.wish.mode == Mode::graceful);
    CHECK_FALSE(cancel.wish.grace);
    CHECK_FALSE(cancel.wish.force);
    CHECK_FALSE(cancel.wish.requested_by);
    CHECK_FALSE(cancel.remember_if_absent);
    CHECK_FALSE(cancel.error_if_cancelled);
  }
}

TEST_CASE("every cause can be given", "[request][cancel]") {
  for (const std::string_view cause : words::of(Cause{})) {
    const std::string params = R"({"id":"a","cause":)" + quoted(cause) + "}";
    CHECK(to_string(body_of<CancelToken>("cancellation/cancel", params).wish.cause) == cause);
  }
}

TEST_CASE("cancelMany takes all its parameters", "[request][cancelMany]") {
  const Command command = command_of("cancellation/cancelMany", R"({"namespace":"n","labels":{"k":"v"},"tool":"t",
      "session":"s","all":false,"reason":"why","cause":"server_shutdown","mode":"force","graceMs":1,"forceMs":2,
      "requestedBy":"me","dryRun":true,"commandId":"c"})");
  CHECK(command.command_id == "c");
  const auto& many = std::get<CancelMany>(command.body);
  CHECK(many.filter.space == "n");
  CHECK(many.filter.labels == Labels{{"k", "v"}});
  CHECK(many.filter.tool == "t");
  CHECK(many.filter.session == "s");
  CHECK(many.wish.reason == "why");
  CHECK(many.wish.cause == Cause::server_shutdown);
  CHECK(many.wish.mode == Mode::force);
  CHECK(many.wish.grace == Millis{1});
  CHECK(many.wish.force == Millis{2});
  CHECK(many.wish.requested_by == "me");
  CHECK(many.dry_run);
}

TEST_CASE("cancelMany needs one filter, or all", "[request][cancelMany]") {
  for (const std::string_view params : {R"({"namespace":"default"})", R"({"labels":{"k":"v"}})", R"({"tool":""})",
                                        R"({"session":"s"})", R"({"all":true})", R"({"all":true,"labels":{}})"}) {
    const auto many = body_of<CancelMany>("cancellation/cancelMany", params);
    CHECK_FALSE(many.dry_run);
  }
  for (const std::string_view params :
       {"", "{}", R"({"all":false})", R"({"all":null})", R"({"labels":{}})", R"({"namespace":null,"reason":"why"})"}) {
    const Error error = error_of("cancellation/cancelMany", params);
    CHECK(error.code == ErrorCode::invalid_params);
    CHECK(error.param == "all");
  }
}

TEST_CASE("cancelMany without a namespace means all of them", "[request][cancelMany]") {
  CHECK_FALSE(body_of<CancelMany>("cancellation/cancelMany", R"({"all":true})").filter.space);
}

TEST_CASE("status and release take a name", "[request][status]") {
  CHECK(body_of<ReadStatus>("cancellation/status", R"({"id":"a"})").name == TokenName{"default", "a"});
  CHECK(body_of<ReadStatus>("cancellation/status", R"({"id":"a","namespace":"n"})").name == TokenName{"n", "a"});
  const Command release = command_of("cancellation/release", R"({"id":"a","namespace":"n","commandId":"c"})");
  CHECK(std::get<ReleaseToken>(release.body).name == TokenName{"n", "a"});
  CHECK(release.command_id == "c");
}

TEST_CASE("wait says for what and how long", "[request][wait]") {
  const auto cancelled = body_of<AwaitToken>("cancellation/wait", R"({"id":"a","until":"cancelled","timeoutMs":0})");
  CHECK(cancelled.name == TokenName{"default", "a"});
  CHECK(cancelled.until == AwaitToken::Until::cancelled);
  CHECK(cancelled.timeout == Millis{0});
  const auto completed =
      body_of<AwaitToken>("cancellation/wait", R"({"id":"a","namespace":"n","until":"completed","timeoutMs":60000})");
  CHECK(completed.name == TokenName{"n", "a"});
  CHECK(completed.until == AwaitToken::Until::completed);
  CHECK(completed.timeout == Millis{60'000});
}

TEST_CASE("list takes all its parameters", "[request][list]") {
  const auto list = body_of<ListTokens>("cancellation/list", R"({"namespace":"n","state":"requested","cancelled":true,
      "labels":{"k":"v"},"limit":5,"cursor":"t1-77"})");
  CHECK(list.filter.space == "n");
  CHECK(list.filter.state == TokenState::requested);
  CHECK(list.filter.cancelled == true);
  CHECK(list.filter.labels == Labels{{"k", "v"}});
  CHECK(list.limit == 5);
  CHECK(list.after == 77);
}

TEST_CASE("list without parameters means all, a thousand a page, from the first", "[request][list]") {
  for (const std::string_view params : {"", "{}", R"({"limit":null,"cursor":null,"state":null,"labels":{}})"}) {
    const auto list = body_of<ListTokens>("cancellation/list", params);
    CHECK_FALSE(list.filter.space);
    CHECK_FALSE(list.filter.state);
    CHECK_FALSE(list.filter.cancelled);
    CHECK(list.filter.labels.empty());
    CHECK(list.limit == 1'000);
    CHECK(list.after == 0);
  }
}

TEST_CASE("reads and renewals have no command id", "[request]") {
  const std::string_view with_id = R"({"id":"a","session":"s","after":0,"until":"completed","timeoutMs":1,
      "commandId":7})";
  for (const std::string_view method :
       {"cancellation/status", "cancellation/wait", "cancellation/list", "operation/list", "session/renew",
        "events/read", "stats/read", "server/info"}) {
    CHECK_FALSE(command_of(method, with_id).command_id);
  }
}

TEST_CASE("a parameter is found whatever stands beside it, and the first of several counts", "[request]") {
  const auto beside = body_of<CreateToken>("cancellation/create", R"({"ix":1,"":2,"q":3,"idle":4,"ttlMz":5,"id":"a"})");
  CHECK(beside.name.id == "a");
  CHECK_FALSE(beside.ttl);
  CHECK(body_of<CreateToken>("cancellation/create", R"({"id":"a","ttlMs":1,"id":"b","ttlMs":2})").name.id == "a");
  CHECK(error_of("cancellation/status", R"({"ix":"a","ID":"a","di":"a","id ":"a"})").param == "id");
}

}  // namespace
}  // namespace cancel::test
