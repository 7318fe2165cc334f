#include <catch2/catch.hpp>

#include "http_peer.hpp"

namespace cancel::mcp {
namespace {

using namespace testing;

// A tool that tells why it was cancelled.
struct Watched {
  explicit Watched(Server& server, bool with_progress) {
    ToolOptions options;
    options.name = "watched";
    server.add_tool(std::move(options), [this, with_progress](RequestContext& context, const Json&) -> ToolResult {
      if (with_progress) context.progress(1, 2);
      started.set();
      context.token().wait(Stage::requested, std::chrono::seconds{10});
      why = context.token().cancellation();
      context.progress(2, 2);
      ended.set();
      return ToolResult::text("late");
    });
  }

  Mark started;
  Mark ended;
  std::optional<Cancellation> why;
};

Call watched_call() {
  return modern(modern_request("1", "tools/call", R"("name":"watched","arguments":{})", R"("progressToken":"p")"));
}

TEST_CASE("a modern request stands alone, and what is short is answered as JSON", "[http]") {
  Site site;
  add_echo(site.server);
  const Answer discovered = ask(site.port(), modern(modern_request("1", "server/discover")));
  CHECK(discovered.status == 200);
  CHECK(header_of(discovered, "Content-Type") == "application/json");
  CHECK(header_of(discovered, "Mcp-Session-Id").empty());
  CHECK(value(parse_json(discovered.body), "result/resultType") == R"("complete")");
  const Answer called = ask(site.port(), modern(modern_tool_call("0", "echo", R"({"message":"hello"})")));
  CHECK(text_of_result(parse_json(called.body)) == "hello");
}

TEST_CASE("a method that is not there is 404, what a handler refuses is not", "[http]") {
  Site site;
  add_echo(site.server);
  for (const char* method : {"initialize", "ping", "logging/setLevel", "unknown/method", "tasks/list"}) {
    const Answer answer = ask(site.port(), modern(modern_request("7", method)));
    CHECK(answer.status == 404);
    CHECK(error_code(answer) == "-32601");
    CHECK(value(parse_json(answer.body), "id") == "7");
  }
  const Answer unknown = ask(site.port(), modern(modern_tool_call("7", "nothing")));
  CHECK(unknown.status == 200);
  CHECK(error_code(unknown) == "-32602");
}

TEST_CASE("an envelope that is wrong is refused before anything is done", "[http]") {
  Site site;
  add_echo(site.server);
  Call call = modern(modern_tool_call("7", "echo", R"({"message":"hello"})"));
  const Answer answer = ask(site.port(), call.with("Mcp-Name", "other"));
  CHECK(answer.status == 400);
  CHECK(error_code(answer) == "-32020");
}

TEST_CASE("notifications are taken, batches are not", "[http]") {
  Site site;
  CHECK(ask(site.port(), modern(cancel_notice("1"))).status == 202);
  CHECK(ask(site.port(), post('[' + modern_request("1", "tools/list") + ']')).status == 400);
}

TEST_CASE("arguments that come as headers have to agree with them", "[http]") {
  Site site;
  ToolOptions options;
  options.name = "routed";
  options.input_schema =
      JsonText::parse(R"({"type":"object","properties":{"region":{"type":"string","x-mcp-header":"Region"}}})");
  site.server.add_tool(std::move(options), [](RequestContext&, const Json&) { return ToolResult::text("ok"); });
  Call call = modern(modern_tool_call("7", "routed", R"({"region":"eu"})"));
  const Answer missing = ask(site.port(), call);
  CHECK(missing.status == 400);
  CHECK(error_code(missing) == "-32020");
  CHECK(ask(site.port(), call.with("Mcp-Param-Region", "us")).status == 400);
  CHECK(text_of_result(parse_json(ask(site.port(), call.with("Mcp-Param-Region", "=?base64?ZXU=?=")).body)) == "ok");
}

TEST_CASE("progress makes the answer a stream, which cannot be resumed and ends with the result", "[http]") {
  Site site;
  ToolOptions options;
  options.name = "watched";
  site.server.add_tool(std::move(options), [](RequestContext& context, const Json&) {
    context.progress(1, 2);
    return ToolResult::text("done");
  });
  Stream stream(site.port(), watched_call());
  CHECK(stream.status() == 200);
  const auto event = stream.next();
  CHECK(event->id.empty());
  CHECK(value(parse_json(event->data), "method") == R"("notifications/progress")");
  CHECK(text_of_result(stream.message()) == "done");
  CHECK(stream.is_at_end());
}

TEST_CASE("a call that says nothing for a while becomes a stream", "[http]") {
  Site site;
  Mark started;
  Mark ended;
  Door door;
  add_stubborn(site.server, started, door, ended);
  Stream stream(site.port(), modern(modern_tool_call("1", "stubborn")));
  CHECK(stream.header("Content-Type") == "text/event-stream");
  door.open();
  CHECK(text_of_result(stream.message()) == "done all the same");
  CHECK(stream.is_at_end());
}

TEST_CASE("closing a modern stream cancels its call", "[http]") {
  Site site;
  Watched watched(site.server, true);
  Stream stream(site.port(), watched_call());
  CHECK(value(stream.message(), "method") == R"("notifications/progress")");
  stream.close();
  watched.ended.wait();
  CHECK(site.server.stop());
  REQUIRE(watched.why);
  CHECK(watched.why->cause == Cause::client_disconnected);
  CHECK(watched.why->reason == "the client closed the response stream");
}

TEST_CASE("a modern call is cancelled by its peer's leaving before anything was said", "[http]") {
  Site site;
  Watched watched(site.server, false);
  Stream stream(site.port(), watched_call());
  watched.started.wait();
  stream.close();
  watched.ended.wait();
  CHECK(site.server.stop());
  REQUIRE(watched.why);
  CHECK(watched.why->cause == Cause::client_disconnected);
}

TEST_CASE("a cancellation by notification is nobody's in the modern era over HTTP", "[http]") {
  Site site;
  Watched watched(site.server, true);
  Stream stream(site.port(), watched_call());
  CHECK(value(stream.message(), "method") == R"("notifications/progress")");
  CHECK(ask(site.port(), modern(cancel_notice("1"))).status == 202);
  CHECK_FALSE(watched.ended.is_set());
  site.server.stop(Millis{10'000}, "maintenance");
  REQUIRE(watched.why);
  CHECK(watched.why->cause == Cause::server_shutdown);
}

TEST_CASE("what changes is told to whoever listens, until it leaves", "[http]") {
  Site site;
  add_echo(site.server);
  Stream listening(site.port(),
                   modern(modern_request("9", "subscriptions/listen", R"("notifications":{"toolsListChanged":true})")));
  CHECK(value(listening.message(), "method") == R"("notifications/subscriptions/acknowledged")");
  site.server.tools_changed();
  CHECK(value(listening.message(), "method") == R"("notifications/tools/list_changed")");
}

TEST_CASE("open modern streams get comments", "[http]") {
  Site site({.comment_every = Millis{1}});
  add_echo(site.server);
  Stream listening(site.port(),
                   modern(modern_request("9", "subscriptions/listen", R"("notifications":{"toolsListChanged":true})")));
  CHECK_FALSE(listening.message().IsNull());
  CHECK_FALSE(listening.next()->comment.empty());
}

}  // namespace
}  // namespace cancel::mcp
