#include <catch2/catch.hpp>

#include "calls/state_sealer.hpp"
#include "fake_call.hpp"

namespace cancel::mcp {
namespace {

using testing::FakeCall;
using Answers = std::vector<JsonText>;

const Question form{"name", "elicitation/create", JsonText::written(R"({"message":"your name?"})")};
const Question url{"page", "elicitation/create", JsonText::written(R"({"mode":"url","url":"https://a"})")};
const Question sampling{"text", "sampling/createMessage", JsonText::written(R"({"messages":[]})")};
const Question sampling_with_tools{"text", "sampling/createMessage",
                                   JsonText::written(R"({"messages":[],"tools":[]})")};
const Question roots{"roots", "roots/list"};

JsonText json(const char* text) {
  return JsonText::written(text);
}

McpError error_of(FakeCall& call, const Question& question) {
  try {
    call.context().ask(question);
  } catch (const McpError& error) {
    return error;
  }
  FAIL("it was asked");
  throw std::logic_error("unreachable");
}

TEST_CASE("a legacy client is asked one question after the other", "[questions]") {
  FakeCall call;
  call.facts->client_capabilities = json(R"({"elicitation":{},"roots":{}})");
  call.link->answers = {{"elicitation/create", R"({"action":"accept"})"}, {"roots/list", R"({"roots":[]})"}};
  CHECK(call.context().ask({form, roots}) == Answers{json(R"({"action":"accept"})"), json(R"({"roots":[]})")});
  CHECK(call.link->asked ==
        std::vector<std::string>{R"(elicitation/create {"message":"your name?"})", "roots/list {}"});
}

TEST_CASE("a client that has not declared what a question needs is not asked", "[questions]") {
  const Era era = GENERATE(Era::legacy, Era::modern);
  FakeCall call;
  call.facts->era = era;
  const auto required = [&](const Question& question) {
    const McpError error = error_of(call, question);
    CHECK(error.code() == code::missing_capability);
    return error.data().value_or(JsonText()).text();
  };
  CHECK(required(sampling) == R"({"requiredCapabilities":{"sampling":{}}})");
  CHECK(required(roots) == R"({"requiredCapabilities":{"roots":{}}})");
  CHECK(required(form) == R"({"requiredCapabilities":{"elicitation":{"form":{}}}})");
  call.facts->client_capabilities = json(R"({"elicitation":{},"sampling":{}})");
  CHECK(required(url) == R"({"requiredCapabilities":{"elicitation":{"url":{}}}})");
  CHECK(required(sampling_with_tools) == R"({"requiredCapabilities":{"sampling":{"tools":{}}}})");
  call.facts->client_capabilities = json(R"({"elicitation":{"url":{}}})");
  CHECK(required(form) == R"({"requiredCapabilities":{"elicitation":{"form":{}}}})");
  CHECK(call.link->asked.empty());
}

TEST_CASE("of several questions none is asked where one can not be", "[questions]") {
  FakeCall call;
  call.facts->client_capabilities = json(R"({"roots":{}})");
  CHECK_THROWS_AS(call.context().ask({roots, sampling}), McpError);
  CHECK(call.link->asked.empty());
}

TEST_CASE("what a legacy client answers by an error, late or never is thrown", "[questions]") {
  FakeCall call;
  call.facts->client_capabilities = json(R"({"roots":{}})");
  SECTION("an error") {
    call.link->status = PeerAnswer::Status::error;
    call.link->answers = {{"roots/list", R"({"code":-1,"message":"user rejected","data":{"a":1}})"}};
    const McpError error = error_of(call, roots);
    CHECK(error.code() == -1);
    CHECK(error.what() == std::string("user rejected"));
    CHECK(error.data() == json(R"({"a":1})"));
  }
  SECTION("too late") {
    call.link->status = PeerAnswer::Status::timed_out;
    CHECK(error_of(call, roots).code() == code::internal_error);
  }
  SECTION("never") {
    call.link->status = PeerAnswer::Status::not_sent;
    CHECK(error_of(call, roots).code() == code::internal_error);
  }
  SECTION("the call is cancelled meanwhile") {
    call.link->status = PeerAnswer::Status::cancelled;
    try {
      call.context().ask(roots);
      FAIL("it was answered");
    } catch (const Cancelled& cancelled) {
      CHECK(cancelled.why().reason == "meanwhile");
    }
  }
}

TEST_CASE("a cancelled call asks nothing", "[questions]") {
  FakeCall call;
  call.facts->era = GENERATE(Era::legacy, Era::modern);
  call.facts->client_capabilities = json(R"({"roots":{}})");
  call.cancel();
  CHECK_THROWS_AS(call.context().ask(roots), Cancelled);
  CHECK(call.link->asked.empty());
}

TEST_CASE("a modern client is told all that is asked, and the call ends there", "[questions]") {
  FakeCall call;
  call.facts->era = Era::modern;
  call.facts->client_capabilities = json(R"({"elicitation":{},"roots":{}})");
  try {
    call.context().ask({form, roots}, json("1"));
    FAIL("it was answered");
  } catch (const InputRequired& required) {
    REQUIRE(required.questions.size() == 2);
    CHECK(required.questions[0].key == "name");
    CHECK(required.questions[1].method == "roots/list");
    CHECK(required.state == json("1"));
  }
  CHECK(call.link->asked.empty());
}

TEST_CASE("the answers of a modern client stand in the repeated call", "[questions]") {
  FakeCall call;
  call.facts->era = Era::modern;
  call.facts->client_capabilities = json(R"({"elicitation":{},"roots":{}})");
  SECTION("all of them") {
    call.params(R"({"name":"t","inputResponses":{"roots":{"roots":[]},"name":{"action":"decline"}}})");
    CHECK(call.context().ask({form, roots}) == Answers{json(R"({"action":"decline"})"), json(R"({"roots":[]})")});
  }
  SECTION("some: the others are asked again") {
    call.params(R"({"name":"t","inputResponses":{"roots":{"roots":[]},"name":"no object"}})");
    try {
      call.context().ask({form, roots});
      FAIL("it was answered");
    } catch (const InputRequired& required) {
      REQUIRE(required.questions.size() == 1);
      CHECK(required.questions[0].key == "name");
      CHECK_FALSE(required.state);
    }
  }
  SECTION("and are not believed with a state that was tampered with") {
    const StateSealer sealer;
    call.sealer = &sealer;
    call.params(R"({"name":"t","requestState":"x.y","inputResponses":{"roots":{"roots":[]}}})");
    CHECK(error_of(call, roots).code() == code::invalid_params);
  }
}

}  // namespace
}  // namespace cancel::mcp
