#include <catch2/catch.hpp>

#include <future>

#include "cancel/token/callback_thread.hpp"
#include "client_scene.hpp"
#include "notice_board.hpp"

using namespace cancel;
using namespace scene;

namespace {

// Carries a command out in one of the two ways.
struct Caller {
  Client& client;
  bool with_completion = false;

  template <typename CommandType>
  Answer<ReplyOf_t<CommandType>> operator()(CommandType command, CallOptions options = {}) {
    if (!with_completion) return client.call(std::move(command), options);
    std::promise<Answer<ReplyOf_t<CommandType>>> promise;
    client.call(std::move(command), options, [&](auto answer) {
      if (!detail::CallbackThread::instance().is_this()) throw std::logic_error("not the callback thread");
      promise.set_value(std::move(answer));
    });
    return promise.get_future().get();
  }
};

}  // namespace

TEST_CASE("every command of the protocol is carried out, and its answer is what the daemon says", "[call]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  Caller call{client, GENERATE(false, true)};

  CHECK(call(ReadInfo{})->command_endpoint == daemon.command_endpoint());
  CHECK(call(CreateToken{.name = {"default", "shared"}, .labels = {{"k", "v"}}})->token.state == TokenState::active);
  const auto session = call(OpenSession{.name = "somebody", .lease = Millis{60'000}});
  REQUIRE(session);
  CHECK(call(RenewSession{session->session})->lease == Millis{60'000});
  StartOperation start{.name = {"default", "work"}};
  start.token = TokenName{"default", "shared"};
  start.session = session->session;
  CHECK_FALSE(call(start)->cancelled);
  CHECK(call(ListOperations{.session = session->session})->operations.at(0).name.id == "work");
  CHECK(call(ReadStatus{{"default", "shared"}})->operations.size() == 1);
  CHECK(call(ListTokens{})->tokens.size() == 2);
  CHECK(call(CancelMany{.filter = {.labels = {{"k", "v"}}}, .dry_run = true})->tokens.size() == 1);
  CHECK(call(ReleaseToken{{"default", "shared"}}).error()->code == -31011);
  CHECK_FALSE(call(CancelToken{.name = {"default", "shared"}})->already_cancelled);
  CHECK(call(MarkExecuted{{"default", "work"}}));
  CHECK(call(FinishOperation{.name = {"default", "work"}, .outcome = Outcome::stopped})->cancelled);
  const AwaitToken wait{{"default", "shared"}, AwaitToken::Until::completed, Millis{20'000}};
  CHECK(call(wait)->token.state == TokenState::completed);
  CHECK(call(ReleaseToken{{"default", "shared"}}));
  CHECK(call(CloseSession{session->session}));
  CHECK(call(ReadStatistics{})->total.total_cancelled == 2);
  CHECK(is_whole(call(ReadEvents{})->events));
}

TEST_CASE("a refusal says what the daemon said", "[call]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  Caller call{client, GENERATE(false, true)};
  const auto unknown = call(ReadStatus{{"default", "nobody"}});
  CHECK_FALSE(unknown);
  REQUIRE(unknown.error() != nullptr);
  CHECK(unknown.error()->code == -31001);
  CHECK(unknown.error()->data.find("CancellationTokenNotFound") != std::string::npos);
  CHECK(unknown.no_reply() == nullptr);
  CHECK_FALSE(unknown.problem().empty());
  CHECK_THROWS_AS(*unknown, std::bad_variant_access);
}

TEST_CASE("a command with the same command id happens once", "[call]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  Client another(options_for(daemon));
  const CreateToken create{.name = {"default", "once"}};
  const auto first = client.call(create, {.command_id = "mine"});
  const auto second = another.call(create, {.command_id = "mine"});
  REQUIRE(first);
  REQUIRE(second);
  CHECK_FALSE(first.replayed());
  CHECK(second.replayed());
  CHECK(second->position == first->position);
  CHECK(client.call(create).error()->code == -31010);
}

TEST_CASE("a list goes on where its cursor says", "[call]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  for (const char* id : {"a", "b", "c"}) REQUIRE(client.call(CreateToken{.name = {"default", id}}));
  const auto first = client.call(ListTokens{.limit = 2});
  REQUIRE(first->next_cursor);
  const auto second = client.call(ListTokens{.limit = 2}, {.cursor = first->next_cursor});
  REQUIRE(second->tokens.size() == 1);
  CHECK(second->tokens[0].name.id == "c");
  CHECK_FALSE(second->next_cursor);
}

TEST_CASE("a read sees every change that was made before it, waited for or not", "[call]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  Caller call{client, GENERATE(false, true)};
  for (int round = 0; round < 50; ++round) {
    Operation operation = client.start({.id = "o" + std::to_string(round)});
    REQUIRE(call(ReadStatus{operation.name()})->operations.size() == 1);
    operation.cancel();
    REQUIRE(call(ReadStatus{operation.name()})->token.cancelled());
    operation.finish(Outcome::stopped);
    REQUIRE(call(ReadStatus{operation.name()})->token.state == TokenState::completed);
  }
}

TEST_CASE("calls may be made from inside completions and callbacks", "[call]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  std::promise<bool> inner;
  client.call(ReadInfo{}, {}, [&](auto) {
    client.call(CreateToken{.name = {"default", "nested"}}, {}, [&](auto created) {
      const auto status = client.call(ReadStatus{{"default", "nested"}});  // waits, on the callback thread
      inner.set_value(created && status);
    });
  });
  CHECK(inner.get_future().get());

  std::promise<bool> from_callback;
  Operation operation = client.start();
  const CancellationCallback callback(operation.token(), [&] {
    Operation another = client.start();
    from_callback.set_value(static_cast<bool>(client.call(ReadStatus{another.name()})));
  });
  operation.cancel();
  CHECK(from_callback.get_future().get());
}

TEST_CASE("a text that is not UTF-8 is refused where the command is the caller's own", "[call]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  Caller call{client, GENERATE(false, true)};
  CancelToken cancel{.name = {"default", "x"}};
  cancel.wish.reason = "\xFF";
  CHECK(call(cancel).error()->code == -32602);
}

TEST_CASE("a command that is too large for any daemon is refused, and holds nothing up", "[call]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  Caller call{client, GENERATE(false, true)};
  CancelToken cancel{.name = {"default", "x"}};
  cancel.wish.reason = std::string(2'000'000, 'x');
  const auto answer = call(cancel, {.timeout = Millis{3'000}});
  REQUIRE(answer.error() != nullptr);
  CHECK(answer.error()->code == -32602);
  CHECK(call(CreateToken{.name = {"default", "after"}}));
}

TEST_CASE("an operation that is too large for any message is not recorded, and holds nothing up", "[call]") {
  RunningDaemon daemon;
  NoticeBoard notices;
  auto options = options_for(daemon);
  options.on_notice = notices.handler();
  Client client(options);
  Labels labels;
  for (int index = 0; index < 32; ++index) {
    labels.emplace(std::to_string(index) + std::string(4'094, '\x01'), std::string(4'096, '\x01'));  // six bytes each
  }
  Operation huge = client.start({.id = "huge", .labels = labels});
  Operation after = client.start({.id = "after"});
  REQUIRE(client.flush(Millis{5'000}));
  CHECK(client.call(ReadStatus{after.name()}));
  CHECK(eventually([&] { return notices.has(Notice::Kind::not_recorded); }));
  CHECK_FALSE(huge.token().is_cancelled());
}

TEST_CASE("lengths of time beyond every clock are no trouble", "[call]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  const auto status = client.call(CreateToken{.name = {"default", "t"}}, {.timeout = Millis::max()});
  CHECK(status);
  const AwaitToken wait{{"default", "t"}, AwaitToken::Until::cancelled, longest_duration};
  CHECK(client.call(wait).error()->code == -32602);  // at most a minute, says the daemon
  Operation operation = client.start({.deadline = longest_duration});
  CHECK_FALSE(operation.token().is_cancelled());
  CHECK(client.flush(Millis::max()));
  CHECK_FALSE(operation.token().is_cancelled());
}
