#include "cancel/wire/request_encoder.hpp"

#include <catch2/catch.hpp>
#include <utility>
#include <variant>
#include <vector>

#include "cancel/wire/cursor.hpp"
#include "decoding.hpp"
#include "random_commands.hpp"

// What a client asks for is what the daemon reads.

namespace cancel::test {
namespace {

constexpr std::size_t methods = std::variant_size_v<CommandBody>;

Command sent_and_read(const CommandBody& body, const std::optional<std::string>& command_id = {},
                      const std::optional<std::string>& cursor = {}) {
  return command_of(method_of(body), encode_params(body, command_id, cursor));
}

TEST_CASE("random commands of every method arrive as they were sent", "[encode][random]") {
  RandomValues random;
  INFO("WIRE_TEST_SEED=" << random.seed());
  for (std::size_t round = 0; round < 500 * methods; ++round) {
    const CommandBody body = random_command(random, round % methods);
    INFO(method_of(body) << " " << encode_params(body));
    REQUIRE(same(sent_and_read(body).body, body));
  }
}

template <std::size_t... Index>
std::vector<CommandBody> bare_commands(std::index_sequence<Index...>) {
  return {CommandBody{std::in_place_index<Index>}...};
}

TEST_CASE("what is empty or the default is not sent", "[encode]") {
  const std::string_view expected[methods] = {
      "{}",
      R"({"id":""})",
      R"({"all":true})",
      R"({"id":""})",
      R"({"id":"","until":"cancelled","timeoutMs":0})",
      "{}",
      R"({"id":""})",
      "{}",
      R"({"id":""})",
      R"({"id":"","outcome":"succeeded"})",
      "{}",
      R"({"name":""})",
      R"({"session":""})",
      R"({"session":""})",
      R"({"after":0})",
      "{}",
      "{}",
      R"({"before":0})",
      R"({"id":""})",
  };
  for (const CommandBody& body : bare_commands(std::make_index_sequence<methods>{})) {
    INFO(method_of(body));
    CHECK(encode_params(body) == expected[body.index()]);
  }
}

TEST_CASE("an empty id of a token that must exist is sent, so that it is refused", "[encode]") {
  CHECK(error_of("cancellation/cancel", encode_params(CancelToken{})).param == "id");
  CHECK(error_of("cancellation/status", encode_params(ReadStatus{})).param == "id");
  CHECK(error_of("operation/finish", encode_params(FinishOperation{})).param == "id");
  CHECK(error_of("operation/result", encode_params(ReadResult{})).param == "id");
}

TEST_CASE("a parent of the same namespace is sent as its id alone", "[encode]") {
  CreateToken create{{"github", "a"}, {{"github", "b"}, {"default", "c"}}, {}, {}};
  CHECK(encode_params(create) == R"({"id":"a","namespace":"github","parents":["b",{"namespace":"default","id":"c"}]})");
  create.name.space = default_namespace;
  CHECK(encode_params(create) == R"({"id":"a","parents":[{"namespace":"github","id":"b"},"c"]})");
}

TEST_CASE("cancelMany says that it means all only where no filter restricts it", "[encode]") {
  CancelMany command;
  CHECK(encode_params(command) == R"({"all":true})");
  command.filter.tool = "build";
  CHECK(encode_params(command) == R"({"tool":"build"})");
  command.filter = {};
  command.filter.labels = {{"k", "v"}};
  CHECK(encode_params(command) == R"({"labels":{"k":"v"}})");
}

TEST_CASE("a command id goes with every change", "[encode]") {
  const CommandBody changes[] = {CreateToken{},
                                 CancelToken{{"default", "a"}, {}, false, false},
                                 CancelMany{},
                                 ReleaseToken{{"default", "a"}},
                                 StartOperation{},
                                 MarkExecuted{{"default", "a"}, {}},
                                 FinishOperation{{"default", "a"}, Outcome::failed, {}, {}},
                                 CloseSession{"session-1"}};
  for (const CommandBody& change : changes) {
    INFO(method_of(change));
    CHECK(sent_and_read(change, "command \"1\"").command_id == "command \"1\"");
    CHECK_FALSE(sent_and_read(change).command_id);
  }
}

TEST_CASE("a list goes on behind its cursor, whatever its own place says", "[encode]") {
  ListTokens tokens;
  tokens.after = 3;
  CHECK(std::get<ListTokens>(sent_and_read(tokens).body).after == 3);
  CHECK(std::get<ListTokens>(sent_and_read(tokens, {}, encode_token_cursor(17)).body).after == 17);

  ListOperations operations;
  operations.after = 3;
  CHECK(std::get<ListOperations>(sent_and_read(operations).body).after == 3);
  CHECK(std::get<ListOperations>(sent_and_read(operations, {}, encode_operation_cursor(18)).body).after == 18);
}

TEST_CASE("a cursor is passed on as it came, and left out of what is no list", "[encode]") {
  CHECK(encode_params(ListTokens{}, {}, "of a \"newer\" daemon") == R"({"cursor":"of a \"newer\" daemon"})");
  CHECK(encode_params(ReadStatistics{}, {}, "t1-7") == "{}");
}

TEST_CASE("a limit of nothing is sent, so that it is refused", "[encode]") {
  ListTokens command;
  command.limit = 0;
  CHECK(error_of("cancellation/list", encode_params(command)).param == "limit");
}

TEST_CASE("a token in a filter is looked for in the filter's namespace unless it has its own", "[encode]") {
  ListOperations command;
  command.under = TokenReference{{}, "a"};
  CHECK_FALSE(std::get<ListOperations>(sent_and_read(command).body).under->space);
  command.space = "github";
  CHECK(std::get<ListOperations>(sent_and_read(command).body).under->space == "github");
  command.under->space = "default";
  CHECK(std::get<ListOperations>(sent_and_read(command).body).under->space == "default");
}

}  // namespace
}  // namespace cancel::test
