#include <catch2/catch.hpp>
#include <limits>
#include <thread>

#include "calls/state_sealer.hpp"
#include "fake_call.hpp"

namespace cancel::mcp {
namespace {

using namespace testing;
using namespace std::chrono_literals;
using Messages = std::vector<std::string>;

std::string progress(const std::string& token, const std::string& rest) {
  return R"({"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":)" + token + "," + rest + "}}";
}

TEST_CASE("progress goes out under the token that the client gave, type and value kept", "[context]") {
  FakeCall call;
  call.facts->progress_token = JsonText::written("\"7\"");
  CHECK(call.context().progress(1, 3, "one"));
  CHECK(call.context().progress(2.5));
  CHECK(call.link->sent == Messages{progress("\"7\"", R"("progress":1,"total":3,"message":"one")"),
                                    progress("\"7\"", R"("progress":2.5)")});
  CHECK(call.link->kinds.front() == MessageKind::report);
}

TEST_CASE("progress that nobody asked for is not sent", "[context]") {
  FakeCall call;
  CHECK_FALSE(call.context().progress(1));
  CHECK(call.link->sent.empty());
}

TEST_CASE("progress only increases", "[context]") {
  FakeCall call;
  call.facts->progress_token = JsonText::written("0");
  CHECK(call.context().progress(-1));
  CHECK(call.context().progress(5));
  CHECK_FALSE(call.context().progress(5));
  CHECK_FALSE(call.context().progress(4));
  CHECK_FALSE(call.context().progress(std::numeric_limits<double>::quiet_NaN()));
  CHECK_FALSE(call.context().progress(std::numeric_limits<double>::infinity()));
  CHECK(call.context().progress(6));
  CHECK(call.link->sent.size() == 3);
}

TEST_CASE("progress of several threads leaves in order", "[context]") {
  FakeCall call;
  call.facts->progress_token = JsonText::written("1");
  RequestContext& context = call.context();
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&context] {
      for (int step = 0; step < 200; ++step) context.progress(step);
    });
  }
  for (std::thread& thread : threads) thread.join();
  double last = -1;
  for (const std::string& message : call.link->sent) {
    const double done = *find_number(*find(parse_json(message), "params"), "progress");
    REQUIRE(done > last);
    last = done;
  }
  CHECK(last == 199);
}

TEST_CASE("progress that nobody may hear of any more is told to be not sent", "[context]") {
  FakeCall call;
  call.facts->progress_token = JsonText::written("1");
  call.link->is_open = false;
  CHECK_FALSE(call.context().progress(1));
}

TEST_CASE("log messages go out from the level on that was asked for", "[context]") {
  FakeCall call;
  CHECK_FALSE(call.context().log(LogLevel::emergency, "unheard"));
  call.facts->log_level = LogLevel::warning;
  CHECK_FALSE(call.context().log(LogLevel::notice, "unheard"));
  CHECK(call.context().log(LogLevel::warning, "heard \"well\""));
  CHECK(call.context().log(LogLevel::alert, JsonText::written(R"({"a":1})"), "disk"));
  CHECK(
      call.link->sent ==
      Messages{
          R"({"jsonrpc":"2.0","method":"notifications/message","params":{"level":"warning","data":"heard \"well\""}})",
          R"({"jsonrpc":"2.0","method":"notifications/message","params":{"level":"alert","logger":"disk","data":{"a":1}}})"});
}

TEST_CASE("the reason of a cancellation arrives in the handler", "[context]") {
  FakeCall call;
  CHECK_FALSE(call.context().is_cancelled());
  CHECK_NOTHROW(call.context().throw_if_cancelled());
  call.cancel("wrong query");
  CHECK(call.context().is_cancelled());
  CHECK(call.context().token().cancellation()->reason == "wrong query");
  CHECK_THROWS_AS(call.context().throw_if_cancelled(), Cancelled);
  CHECK_FALSE(call.context().sleep_for(1h));
}

TEST_CASE("past the point of no return a call is not told of cancellations", "[context]") {
  FakeCall call;
  CHECK_FALSE(call.context().is_past_point_of_no_return());
  call.context().pass_point_of_no_return();
  call.cancel();
  CHECK(call.context().is_past_point_of_no_return());
  CHECK_FALSE(call.context().is_cancelled());
  CHECK_NOTHROW(call.context().throw_if_cancelled());
  CHECK(call.context().sleep_for(1ms));
  CHECK_NOTHROW(call.context().pass_point_of_no_return());
}

TEST_CASE("a call that is cancelled does not come to the point of no return", "[context]") {
  FakeCall call;
  call.cancel();
  CHECK_THROWS_AS(call.context().pass_point_of_no_return(), Cancelled);
  CHECK_FALSE(call.context().is_past_point_of_no_return());
  CHECK(call.context().is_cancelled());
}

TEST_CASE("the state of an earlier round is opened", "[context]") {
  const StateSealer sealer;
  FakeCall call;
  call.sealer = &sealer;
  CHECK_FALSE(call.context().state());
  const JsonText state = JsonText::written(R"({"round":1})");
  SECTION("as it was") {
    call.params(R"({"name":"add","requestState":")" + sealer.seal("tools/call\nadd", state) + R"("})");
    CHECK(call.context().state() == state);
  }
  SECTION("for its own tool alone") {
    call.params(R"({"name":"add","requestState":")" + sealer.seal("tools/call\nother", state) + R"("})");
    CHECK_THROWS_AS(call.context().state(), McpError);
  }
  SECTION("and one that was changed is an error") {
    call.params(R"({"name":"add","requestState":"nonsense"})");
    CHECK_THROWS_AS(call.context().state(), McpError);
    call.params(R"({"name":"add","requestState":5})");
    CHECK_THROWS_AS(call.context().state(), McpError);
  }
}

TEST_CASE("downstream requests are told the token and the trace of their caller", "[context]") {
  FakeCall call;
  CHECK(call.context().downstream_meta() ==
        JsonText::written(R"({"canceld/token":{"namespace":"tests","id":"the-call"}})"));
  call.params(R"({"_meta":{"traceparent":"00-1-2-01","tracestate":7,"baggage":"k=v","other":"x"}})");
  CHECK(call.context().downstream_meta() ==
        JsonText::written(
            R"({"canceld/token":{"namespace":"tests","id":"the-call"},"traceparent":"00-1-2-01","baggage":"k=v"})"));
}

}  // namespace
}  // namespace cancel::mcp
