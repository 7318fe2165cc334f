#include "cancel/client/rpc_client.hpp"

#include <catch2/catch.hpp>

#include <chrono>

#include "fake_daemon.hpp"

namespace cancel {
namespace {

using namespace std::chrono_literals;
using testing::FakeDaemon;

// Serves while it waits, since client and daemon share the thread of the test.
CallResult finish(RpcClient& client, FakeDaemon& daemon) {
  const auto until = std::chrono::steady_clock::now() + 10s;
  while (std::chrono::steady_clock::now() < until) {
    daemon.serve();
    auto result = client.finish(10ms);
    if (!std::holds_alternative<NoReply>(result)) return result;
  }
  return NoReply{true};
}

CallResult call(RpcClient& client, FakeDaemon& daemon, const std::string& method, const std::string& params = "{}") {
  if (!client.begin(method, params, 10s)) return NoReply{false};
  return finish(client, daemon);
}

struct Pair {
  FakeDaemon daemon;
  Messaging messaging;
  RpcClient client{messaging, daemon.endpoints().command};
};

TEST_CASE_METHOD(Pair, "a call returns the result as JSON on one line", "[rpc]") {
  daemon.answer_next([](const auto& request) { return FakeDaemon::result(request, "{ \"a\" : [1, 2.5,\n\"x\"] }"); });
  CHECK(call(client, daemon, "some/method") == CallResult{RpcResult{R"({"a":[1,2.5,"x"]})"}});
}

TEST_CASE_METHOD(Pair, "a call carries method and parameters as they were given", "[rpc]") {
  daemon.answer_next([](const auto& request) {
    CHECK(std::string(request["jsonrpc"].GetString()) == "2.0");
    CHECK(std::string(request["method"].GetString()) == "cancellation/cancel");
    CHECK(std::string(request["params"]["id"].GetString()) == "tok \"1\"");
    return FakeDaemon::result(request, "true");
  });
  CHECK(call(client, daemon, "cancellation/cancel", R"({"id":"tok \"1\""})") == CallResult{RpcResult{"true"}});
}

TEST_CASE_METHOD(Pair, "a refusal comes back with code, message and data", "[rpc]") {
  daemon.answer_next([](const auto& request) { return FakeDaemon::error(request, -31001, R"({"name":"X"})"); });
  CHECK(call(client, daemon, "m") == CallResult{RpcError{-31001, "no", R"({"name":"X"})"}});
}

TEST_CASE_METHOD(Pair, "a daemon that does not answer in time leaves the outcome unknown", "[rpc]") {
  CHECK(client.call("m", "{}", 300ms) == CallResult{NoReply{true}});
}

TEST_CASE("without a daemon nothing is sent, and the caller is told so", "[rpc]") {
  Messaging messaging;
  RpcClient client(messaging, "ipc:///tmp/there-is-no-daemon-here");
  CHECK(client.call("m", "{}", 50ms) == CallResult{NoReply{false}});
}

TEST_CASE_METHOD(Pair, "the late reply to an earlier call is not taken for that of a later one", "[rpc]") {
  daemon.withhold();
  REQUIRE(client.begin("first", "{}", 10s));
  daemon.answer_next([](const auto& request) { return FakeDaemon::result(request, "1"); });
  while (daemon.methods().empty()) daemon.serve();
  REQUIRE(client.finish(0ms) == CallResult{NoReply{true}});

  REQUIRE(client.begin("second", "{}", 10s));
  daemon.answer_next([](const auto& request) { return FakeDaemon::result(request, "2"); });
  while (daemon.methods().size() < 2) daemon.serve();
  daemon.release_withheld();

  CHECK(finish(client, daemon) == CallResult{RpcResult{"2"}});
}

TEST_CASE_METHOD(Pair, "an answer that came too late for one look is there at the next", "[rpc]") {
  REQUIRE(client.begin("server/info", "{}", 10s));
  REQUIRE(client.finish(0ms) == CallResult{NoReply{true}});
  CHECK(std::holds_alternative<RpcResult>(finish(client, daemon)));
}

TEST_CASE_METHOD(Pair, "replies that are none are dropped", "[rpc]") {
  daemon.withhold();
  for (const char* reply : {"", "not json", "[]", "7", R"({"id":"1","result":1})", R"({"result":1})", R"({"id":1})",
                            R"({"id":1,"error":3})", R"({"id":2,"result":1})"}) {
    daemon.answer_next([reply](const auto&) { return reply; });
    REQUIRE(client.begin("m", "{}", 10s));
    const std::size_t before = daemon.methods().size();
    while (daemon.methods().size() == before) daemon.serve();
  }
  daemon.release_withheld();
  CHECK(client.finish(200ms) == CallResult{NoReply{true}});
}

TEST_CASE_METHOD(Pair, "a client goes on with a daemon that was started again", "[rpc]") {
  REQUIRE(std::holds_alternative<RpcResult>(call(client, daemon, "server/info")));
  daemon.stop();
  CHECK(client.call("m", "{}", 200ms).index() == CallResult{NoReply{}}.index());
  daemon.start();
  bool answered = false;
  for (int attempt = 0; attempt < 20 && !answered; ++attempt) {
    if (!client.begin("server/info", "{}", 10s)) continue;
    answered = std::holds_alternative<RpcResult>(finish(client, daemon));
  }
  CHECK(answered);
}

TEST_CASE("an endpoint that is none is refused at once", "[rpc]") {
  Messaging messaging;
  CHECK_THROWS_AS(RpcClient(messaging, "nonsense"), BadEndpoint);
  CHECK_THROWS_AS(RpcClient(messaging, "carrier-pigeon://x"), BadEndpoint);
}

}  // namespace
}  // namespace cancel
