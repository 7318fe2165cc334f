#include "http/message_head.hpp"

#include <catch2/catch.hpp>

#include "scene.hpp"

namespace cancel::mcp {
namespace {

using Kind = MessageHead::Kind;

MessageHead head_of(const std::string& text) {
  auto body = read_body(text);
  REQUIRE(std::holds_alternative<Body>(body));
  return std::move(std::get<Body>(body).messages.front());
}

BadBody fault_of(const std::string& text) {
  const auto body = read_body(text);
  REQUIRE(std::holds_alternative<BadBody>(body));
  return std::get<BadBody>(body);
}

TEST_CASE("a request, a notification and a response are told apart", "[http]") {
  CHECK(head_of(request("1", "ping")).kind == Kind::request);
  CHECK(head_of(notification("notifications/initialized")).kind == Kind::notification);
  CHECK(head_of(R"({"jsonrpc":"2.0","id":1,"result":{}})").kind == Kind::response);
  CHECK(head_of(R"({"jsonrpc":"2.0","id":1,"error":{"code":1,"message":""}})").kind == Kind::response);
}

TEST_CASE("ids keep their type, and zero and the empty text are ids", "[http]") {
  CHECK(head_of(request("0", "ping")).id == RequestId(std::int64_t{0}));
  CHECK(head_of(request(R"("0")", "ping")).id == RequestId(std::string("0")));
  CHECK(head_of(request(R"("")", "ping")).id == RequestId(std::string()));
}

TEST_CASE("what the envelope of a modern request says is read", "[http]") {
  const MessageHead head = head_of(modern_tool_call("7", "echo", R"({"message":"a"})"));
  CHECK(head.has_meta);
  CHECK(head.version == "2026-07-28");
  CHECK(head.has_capabilities);
  CHECK(head.name == "echo");
  CHECK(head.tool == "echo");
  CHECK(find_text(head.arguments, "message") == "a");
  const MessageHead bare = head_of(request("7", "ping"));
  CHECK_FALSE(bare.has_meta);
  CHECK_FALSE(bare.version);
  CHECK_FALSE(bare.has_capabilities);
}

TEST_CASE("each method has its own name to be repeated", "[http]") {
  CHECK(head_of(request("1", "prompts/get", R"("name":"p")")).name == "p");
  CHECK(head_of(request("1", "resources/read", R"("uri":"test://r","name":"n")")).name == "test://r");
  CHECK(head_of(request("1", "tasks/get", R"("taskId":"t")")).name == "t");
  CHECK_FALSE(head_of(request("1", "tools/list", R"("name":"n")")).name);
  CHECK_FALSE(head_of(request("1", "tools/call")).name);
}

TEST_CASE("a cancellation names its request", "[http]") {
  const MessageHead head = head_of(cancel_notice("7", "enough"));
  CHECK(head.cancelled_id == RequestId(std::int64_t{7}));
  CHECK(head.cancel_reason == "enough");
  CHECK_FALSE(head_of(notification("notifications/cancelled", R"("requestId":null)")).cancelled_id);
  CHECK_FALSE(head_of(notification("notifications/cancelled")).cancelled_id);
}

TEST_CASE("a batch has all its messages", "[http]") {
  auto body = read_body('[' + request("1", "ping") + ',' + notification("n") + ',' + request("2", "ping") + ']');
  REQUIRE(std::holds_alternative<Body>(body));
  CHECK(std::get<Body>(body).is_batch);
  CHECK(std::get<Body>(body).messages.size() == 3);
  CHECK(std::get<Body>(body).requests() == 2);
}

TEST_CASE("what is no message is said so, with its id where there is one", "[http]") {
  CHECK(fault_of("{").code == code::parse_error);
  CHECK(fault_of("").code == code::parse_error);
  for (const char* text :
       {"7", "[]", "[7]", R"({"id":1,"method":"ping"})", R"({"jsonrpc":"2.0","id":1})",
        R"({"jsonrpc":"2.0","id":null,"method":"ping"})", R"({"jsonrpc":"2.0","id":1.5,"method":"ping"})",
        R"({"jsonrpc":"2.0","id":1,"method":7})", R"({"jsonrpc":"2.0","id":1,"method":"m","params":[]})"}) {
    INFO(text);
    CHECK(fault_of(text).code == code::invalid_request);
  }
  CHECK(fault_of(R"({"id":5,"method":"ping"})").id == RequestId(std::int64_t{5}));
}

}  // namespace
}  // namespace cancel::mcp
