#include <catch2/catch.hpp>

#include "client_scene.hpp"
#include "notice_board.hpp"

using namespace cancel;
using namespace scene;
using namespace std::string_literals;

// What an operation has made, kept by the daemon.

namespace {

ResultReply result_of(Client& client, const std::string& id) {
  const auto answer = client.call(ReadResult{{"default", id}}, {.timeout = long_enough()});
  INFO(id << ": " << (answer ? "" : answer.problem()));
  REQUIRE(answer);
  return *answer;
}

// A client whose notices can be read.
struct NoticingClient {
  explicit NoticingClient(const DaemonProcess& daemon, OutboxOptions outbox = {})
      : client([&] {
          auto options = options_for(daemon);
          options.on_notice = notices.handler();
          options.outbox = outbox;
          return options;
        }()) {}

  NoticeBoard notices;
  Client client;

  // That of the result of `id`, once it is there.
  Notice notice_of(const std::string& id) {
    const auto is_told = [&] { return find(id).has_value(); };
    REQUIRE(eventually(is_told));
    return *find(id);
  }

 private:
  std::optional<Notice> find(const std::string& id) const {
    for (Notice& notice : notices.all()) {
      if (notice.kind == Notice::Kind::not_recorded && notice.token == TokenName{"default", id}) return notice;
    }
    return std::nullopt;
  }
};

}  // namespace

TEST_CASE("what an operation has made can be read by another process, when its own is gone", "[result]") {
  RunningDaemon daemon;
  const std::string made = "{\"text\":\"\0 \\\" \xF0\x9F\x98\x80\"}"s;
  {
    Client owner(options_for(daemon));
    Operation operation = owner.start({.id = "work"});
    CHECK(result_of(owner, "work").state == OperationState::running);
    operation.finish(Outcome::succeeded, {}, made);
    CHECK(result_of(owner, "work").result == made);  // a read sees the changes that were made before it
  }
  daemon.kill();
  daemon.start();
  Client other(options_for(daemon));
  const ResultReply reply = result_of(other, "work");
  CHECK(reply.state == OperationState::finished);
  CHECK(reply.outcome == Outcome::succeeded);
  CHECK(reply.result == made);
  CHECK(reply.finished_at);
}

TEST_CASE("what was made while the daemon was away is told when it is back", "[result]") {
  DaemonProcess daemon;
  Client client(options_for(daemon));
  std::vector<std::string> results;
  for (int index = 0; index < 12; ++index) {
    results.push_back(std::to_string(index) + std::string(200'000, 'x'));
    client.start({.id = "o" + std::to_string(index)}).finish(Outcome::succeeded, {}, results.back());
  }
  daemon.start();
  REQUIRE(client.flush(long_enough()));
  for (std::size_t index = 0; index < results.size(); ++index)
    CHECK(result_of(client, "o" + std::to_string(index)).result == results[index]);
  CHECK(client.outbox().refused == 0);
}

TEST_CASE("a result as long as may be is kept", "[result]") {
  RunningDaemon daemon;
  NoticingClient own(daemon);
  own.client.start({.id = "long"}).finish(Outcome::succeeded, {}, std::string(262'144, '"'));
  CHECK(result_of(own.client, "long").result == std::string(262'144, '"'));
  CHECK_FALSE(own.notices.has(Notice::Kind::not_recorded));
}

TEST_CASE("a result that the daemon would not take is left out of the end, and the client says so", "[result]") {
  RunningDaemon daemon;
  NoticingClient own(daemon);
  const std::string unfit = GENERATE(std::string(262'145, 'x'), std::string(262'144, '\x01'), "\xFF"s, "\xED\xA0\x80"s);
  own.client.start({.id = "work"}).finish(Outcome::failed, "kept", unfit);
  const ResultReply reply = result_of(own.client, "work");
  CHECK(reply.outcome == Outcome::failed);
  CHECK(reply.error == "kept");
  CHECK_FALSE(reply.result);
  CHECK(own.notice_of("work").text.find("the result of operation 'work' is not recorded: it ") == 0);
}

TEST_CASE("results that there is no room for are left out of the ends, which are told", "[result]") {
  DaemonProcess daemon;
  NoticingClient own(daemon, {.result_bytes = 10});
  own.client.start({.id = "first"}).finish(Outcome::succeeded, {}, "123456");
  own.client.start({.id = "second"}).finish(Outcome::succeeded, {}, "12345");
  own.client.start({.id = "third"}).finish(Outcome::succeeded, {}, "1234");
  CHECK(own.client.outbox().dropped_results == 1);
  own.notice_of("second");
  daemon.start();
  REQUIRE(own.client.flush(long_enough()));
  CHECK(result_of(own.client, "first").result == "123456");
  CHECK_FALSE(result_of(own.client, "second").result);
  CHECK(result_of(own.client, "second").outcome == Outcome::succeeded);
  CHECK(result_of(own.client, "third").result == "1234");
  own.client.start({.id = "fourth"}).finish(Outcome::succeeded, {}, "1234567890");  // what was told has made room
  CHECK(result_of(own.client, "fourth").result == "1234567890");
}

TEST_CASE("a result that is too long for the messages of this daemon holds nothing up", "[result]") {
  DaemonProcess daemon({"--set", "limits.message_size=16KiB"});
  NoticingClient own(daemon);
  own.client.start({.id = "before"}).finish(Outcome::succeeded, {}, std::string(8'000, 'x'));
  own.client.start({.id = "long"}).finish(Outcome::succeeded, {}, std::string(20'000, 'x'));
  own.client.start({.id = "after"}).finish(Outcome::succeeded, {}, std::string(8'000, 'x'));
  daemon.start();
  REQUIRE(own.client.flush(long_enough()));
  own.notice_of("long");
  CHECK(result_of(own.client, "before").result == std::string(8'000, 'x'));
  CHECK(result_of(own.client, "long").outcome == Outcome::succeeded);
  CHECK_FALSE(result_of(own.client, "long").result);
  CHECK(result_of(own.client, "after").result == std::string(8'000, 'x'));
}

TEST_CASE("a result that lost or won against a cancellation is kept", "[result]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  Operation operation = client.start({.id = "work"});
  operation.cancel({.reason = "enough", .cause = Cause::superseded});
  operation.finish(Outcome::succeeded, {}, "made all the same");
  const ResultReply reply = result_of(client, "work");
  CHECK(reply.outcome == Outcome::succeeded);
  CHECK(reply.result == "made all the same");
  CHECK(reply.reason == "enough");
  CHECK(reply.cause == Cause::superseded);
}

TEST_CASE("the result of what is no operation is refused", "[result]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  const auto answer = client.call(ReadResult{{"default", "nobody"}});
  REQUIRE(answer.error() != nullptr);
  CHECK(answer.error()->code == static_cast<int>(ErrorCode::operation_not_found));
}

TEST_CASE("a command with a result that is too long is refused by the daemon, by name", "[result]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  const auto answer = client.call(FinishOperation{.name = {"default", "work"}, .result = std::string(262'145, 'x')});
  REQUIRE(answer.error() != nullptr);
  CHECK(answer.error()->code == static_cast<int>(ErrorCode::invalid_params));
  CHECK(answer.error()->data.find("\"result\"") != std::string::npos);
}
