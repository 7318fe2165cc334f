#include <catch2/catch.hpp>

#include "http_peer.hpp"

namespace cancel::mcp {
namespace {

using namespace testing;

std::string call_with_progress(const std::string& id, const std::string& tool) {
  return request(id, "tools/call", R"("name":")" + tool + R"(","arguments":{},"_meta":{"progressToken":"p"})");
}

void add_progressing(Server& server) {
  ToolOptions options;
  options.name = "progressing";
  server.add_tool(std::move(options), [](RequestContext& context, const Json&) {
    context.progress(1, 2);
    return ToolResult::text("done");
  });
}

TEST_CASE("initialize begins a session, and what is short is answered as JSON", "[http]") {
  Site site;
  const LegacyPeer peer(site.port());
  CHECK(peer.id().size() >= 20);
  const Answer answer = peer.ask(request("1", "ping"));
  CHECK(answer.status == 200);
  CHECK(header_of(answer, "Content-Type") == "application/json");
  CHECK(value(parse_json(answer.body), "result") == "{}");
  const Answer nothing = peer.ask(notification("notifications/roots/list_changed"));
  CHECK(nothing.status == 202);
  CHECK(nothing.body.empty());
  CHECK(peer.ask(R"({"jsonrpc":"2.0","id":99,"result":{}})").status == 202);
  const Answer unknown = peer.ask(request("2", "no/such/method"));
  CHECK(unknown.status == 200);
  CHECK(error_code(unknown) == "-32601");
}

TEST_CASE("a session is not begun within another", "[http]") {
  Site site;
  const LegacyPeer peer(site.port());
  CHECK(peer.ask(request("1", "initialize", R"("protocolVersion":"2025-11-25","capabilities":{})")).status == 400);
}

TEST_CASE("progress and the result come over the stream of their POST, which then ends", "[http]") {
  Site site;
  add_progressing(site.server);
  const LegacyPeer peer(site.port());
  Stream stream(site.port(), peer.call(call_with_progress("1", "progressing")));
  const auto priming = stream.next();
  CHECK_FALSE(priming->id.empty());
  CHECK(priming->data.empty());
  CHECK(priming->retry == "1000");
  CHECK(value(stream.message(), "method") == R"("notifications/progress")");
  CHECK(text_of_result(stream.message()) == "done");
  CHECK(stream.is_at_end());
}

TEST_CASE("clients of earlier versions get no event without content", "[http]") {
  Site site;
  add_progressing(site.server);
  const LegacyPeer peer(site.port(), "2025-06-18");
  Stream stream(site.port(), peer.call(call_with_progress("1", "progressing")));
  CHECK_FALSE(stream.next()->data.empty());
}

TEST_CASE("batches are of one version alone, and their stream ends with the last response", "[http]") {
  Site site;
  const std::string batch = '[' + request("1", "ping") + ',' + request("2", "ping") + ']';
  const LegacyPeer peer(site.port(), "2025-03-26");
  Stream stream(site.port(), peer.call(batch));
  CHECK(value(stream.message(), "id") == "1");
  CHECK(value(stream.message(), "id") == "2");
  CHECK(stream.is_at_end());
  CHECK(peer.ask('[' + notification("a") + ',' + notification("b") + ']').status == 202);

  const LegacyPeer other(site.port());
  CHECK(other.ask(batch).status == 400);
  CHECK(other.ask('[' + notification("a") + ']').status == 400);
}

TEST_CASE("a cancelled call's stream ends without a response, and so does its resumption", "[http]") {
  Site site;
  Mark started;
  add_waiter(site.server, started);
  const LegacyPeer peer(site.port());
  Stream stream(site.port(), peer.call(tool_call("1", "waiter")));
  CHECK_FALSE(stream.next()->id.empty());
  started.wait();
  CHECK(peer.ask(cancel_notice("1")).status == 202);
  CHECK(stream.is_at_end());
  Stream resumed(site.port(), peer.listen().with("Last-Event-ID", stream.last_id()));
  CHECK(resumed.status() == 200);
  CHECK(resumed.is_at_end());
}

TEST_CASE("a handler that does not stop says nothing any more once its call is cancelled", "[http]") {
  Site site;
  Mark started;
  Mark ended;
  Door door;
  add_stubborn(site.server, started, door, ended);
  const LegacyPeer peer(site.port());
  Stream stream(site.port(), peer.call(call_with_progress("1", "stubborn")));
  started.wait();
  CHECK(peer.ask(cancel_notice("1")).status == 202);
  CHECK(stream.is_at_end());
  door.open();
  ended.wait();
  Stream resumed(site.port(), peer.listen().with("Last-Event-ID", stream.last_id()));
  CHECK(resumed.is_at_end());
}

TEST_CASE("a request whose id is in use is ignored, and its stream ends", "[http]") {
  Site site;
  Mark started;
  add_waiter(site.server, started);
  const LegacyPeer peer(site.port());
  Stream first(site.port(), peer.call(tool_call("1", "waiter")));
  started.wait();
  Stream second(site.port(), peer.call(tool_call("1", "waiter")));
  CHECK(second.is_at_end());
  CHECK(peer.ask(cancel_notice("1")).status == 202);
  CHECK(first.is_at_end());
}

TEST_CASE("what changes is told over the stream of GET, and once", "[http]") {
  Site site;
  const LegacyPeer peer(site.port());
  site.server.tools_changed();  // nobody listens yet
  {
    Stream listening(site.port(), peer.listen());
    CHECK(listening.status() == 200);
    CHECK(value(listening.message(), "method") == R"("notifications/tools/list_changed")");
  }
  Stream again(site.port(), peer.listen());
  CHECK(again.status() == 200);
  site.server.prompts_changed();
  CHECK(value(again.message(), "method") == R"("notifications/prompts/list_changed")");
}

TEST_CASE("a second GET ends the first", "[http]") {
  Site site;
  const LegacyPeer peer(site.port());
  Stream first(site.port(), peer.listen());
  CHECK(first.status() == 200);
  Stream second(site.port(), peer.listen());
  CHECK(second.status() == 200);
  CHECK(first.is_at_end());
}

TEST_CASE("idle streams get comments", "[http]") {
  Site site({.comment_every = Millis{1}});
  const LegacyPeer peer(site.port());
  Stream listening(site.port(), peer.listen());
  CHECK_FALSE(listening.next()->comment.empty());
}

TEST_CASE("DELETE ends a session: its calls are cancelled, its streams end, and it is unknown then", "[http]") {
  Site site;
  Mark started;
  add_waiter(site.server, started);
  const LegacyPeer peer(site.port());
  Stream listening(site.port(), peer.listen());
  CHECK(listening.status() == 200);
  Stream call(site.port(), peer.call(tool_call("1", "waiter")));
  started.wait();
  CHECK(peer.end().status == 204);
  CHECK(call.is_at_end());
  CHECK(listening.is_at_end());
  CHECK(peer.ask(request("2", "ping")).status == 404);
  CHECK(peer.end().status == 404);
  CHECK(site.server.stop());
}

TEST_CASE("there are no more sessions than allowed, until one ends", "[http]") {
  Site site({.max_sessions = 2});
  const LegacyPeer one(site.port());
  const LegacyPeer two(site.port());
  const Call third = post(request("0", "initialize", R"("protocolVersion":"2025-11-25","capabilities":{})"));
  const Answer refused = ask(site.port(), third);
  CHECK(refused.status == 503);
  CHECK(header_of(refused, "Mcp-Session-Id").empty());
  CHECK(one.end().status == 204);
  CHECK(ask(site.port(), third).status == 200);
  CHECK(two.ask(request("1", "ping")).status == 200);
}

TEST_CASE("a session that could not be begun counts for nothing", "[http]") {
  Site site({.max_sessions = 1});
  const Answer answer = ask(site.port(), post(request("0", "initialize", R"("protocolVersion":7)")));
  if (header_of(answer, "Mcp-Session-Id").empty()) CHECK_NOTHROW(LegacyPeer(site.port()));
}

TEST_CASE("a session that nobody uses ends, and one that is used does not", "[http]") {
  Site site({.max_sessions = 2, .session_idle = Millis{1'500}});
  const LegacyPeer idle(site.port());
  const LegacyPeer listens(site.port());
  Stream listening(site.port(), listens.listen());
  CHECK(listening.status() == 200);
  // Whether there is room for another one shows that it has ended: to ask the session itself would be to use it.
  const Call third = post(request("0", "initialize", R"("protocolVersion":"2025-11-25","capabilities":{})"));
  CHECK(eventually([&] { return ask(site.port(), third).status == 200; }));
  CHECK(idle.ask(request("1", "ping")).status == 404);
  CHECK(listens.ask(request("1", "ping")).status == 200);
}

}  // namespace
}  // namespace cancel::mcp
