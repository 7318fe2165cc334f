#include <catch2/catch.hpp>

#include "fake_call.hpp"

namespace cancel::mcp {
namespace {

using testing::FakeCall;

TEST_CASE("levels of log messages have words, and an order", "[facts]") {
  CHECK(to_string(LogLevel::debug) == "debug");
  CHECK(to_string(LogLevel::emergency) == "emergency");
  for (const char* word : {"debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"}) {
    REQUIRE(log_level_of(word));
    CHECK(to_string(*log_level_of(word)) == word);
  }
  CHECK_FALSE(log_level_of("loud"));
  CHECK_FALSE(log_level_of(""));
  CHECK(LogLevel::info < LogLevel::warning);
}

TEST_CASE("the params and _meta of a request are there, or null", "[facts]") {
  FakeCall call;
  CHECK(call.facts->params() == nullptr);
  CHECK(call.facts->meta() == nullptr);
  call.params(R"({"_meta":{"a":1}})");
  REQUIRE(call.facts->meta() != nullptr);
  CHECK(find_integer(*call.facts->meta(), "a") == 1);
  call.facts->message = std::make_shared<const JsonDocument>(parse_json("{}"));
  CHECK(call.facts->params() == nullptr);
}

TEST_CASE("what a client declared is found, also below and among extensions", "[facts]") {
  FakeCall call;
  CHECK_FALSE(call.facts->client_has("sampling"));
  call.facts->client_capabilities = JsonText::written(
      R"({"sampling":{},"elicitation":{"url":{}},"roots":null,"extensions":{"io.modelcontextprotocol/tasks":{}}})");
  CHECK(call.facts->client_has("sampling"));
  CHECK(call.facts->client_has("elicitation"));
  CHECK(call.facts->client_has("elicitation.url"));
  CHECK(call.facts->client_has("extensions.io.modelcontextprotocol/tasks"));
  CHECK_FALSE(call.facts->client_has("elicitation.form"));
  CHECK_FALSE(call.facts->client_has("sampling.tools"));
  CHECK_FALSE(call.facts->client_has("roots"));
  CHECK_FALSE(call.facts->client_has("extensions.io.modelcontextprotocol"));
  CHECK_FALSE(call.facts->client_has(""));
}

}  // namespace
}  // namespace cancel::mcp
