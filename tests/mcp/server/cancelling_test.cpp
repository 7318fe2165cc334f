#include <catch2/catch.hpp>

#include "scene.hpp"

// Cancelled by the peer: silence, whatever the handler does.

namespace cancel::mcp {

TEST_CASE("a call that its peer cancels ends at once and in silence", "[cancelling]") {
  Server server(plain_options());
  Mark started;
  add_waiter(server, started);
  Peer peer(server);
  const bool modern = GENERATE(false, true);
  peer.send(modern ? modern_tool_call("1", "waiter") : tool_call("1", "waiter"));
  started.wait();
  peer.send(cancel_notice("1", "changed my mind"));
  wait_until("the handler to end", [&] { return peer.session->running() == 0; });
  peer.channel->wait_until("the end", [&] { return peer.channel->requests_over_unanswered() == 1; });
  CHECK(peer.channel->count() == 0);
  CHECK(peer.session->counters().requests.silenced == 1);
}

TEST_CASE("a handler that ignores the cancellation stays silent", "[cancelling]") {
  Server server(plain_options());
  Mark started;
  Mark ended;
  Door door;
  add_stubborn(server, started, door, ended);
  Peer peer(server);
  peer.initialize();
  const std::size_t before = peer.channel->count();
  peer.send(request("7", "tools/call", R"("name":"stubborn","_meta":{"progressToken":1})"));
  started.wait();
  peer.send(cancel_notice("7"));
  door.open();
  ended.wait();
  wait_until("the handler to end", [&] { return peer.session->running() == 0; });
  CHECK(peer.channel->count() == before);
  CHECK(peer.session->counters().requests.late_messages == 3);  // progress, log, the result
}

TEST_CASE("a call that waits for its turn leaves when it is cancelled and never runs", "[cancelling]") {
  ServerOptions options = plain_options();
  options.max_threads = 1;
  Server server(std::move(options));
  Mark started;
  Mark ended;
  Door door;
  add_stubborn(server, started, door, ended);
  Mark waited;
  add_waiter(server, waited);
  add_echo(server);
  Peer peer(server);
  peer.send(tool_call("1", "stubborn"));
  started.wait();
  peer.send(tool_call("2", "waiter"));
  peer.send(tool_call("3", "echo", R"({"message":"next"})"));
  peer.send(cancel_notice("2"));
  wait_until("it to leave", [&] { return peer.session->running() == 2; });
  door.open();
  CHECK(text_of_result(peer.channel->response_to("3")) == "next");
  peer.channel->response_to("1");
  CHECK_FALSE(waited.is_set());
  CHECK(peer.channel->responses_to("2").empty());
}

TEST_CASE("cancellations that hit nothing are ignored and counted", "[cancelling]") {
  Server server(plain_options());
  add_echo(server);
  Mark started;
  add_waiter(server, started);
  Peer peer(server);
  peer.initialize();
  peer.send(cancel_notice("99"));
  peer.ask("1", tool_call("1", "echo", R"({"message":"x"})"));
  peer.send(cancel_notice("1"));
  peer.send(cancel_notice(R"("init")"));
  peer.send(notification("notifications/cancelled"));
  peer.send(notification("notifications/cancelled", R"("requestId":null)"));
  peer.send(tool_call("2", "waiter"));
  started.wait();
  peer.send(cancel_notice(R"("2")"));
  CHECK(peer.session->running() == 1);
  const RequestCounters counters = peer.session->counters().requests;
  CHECK(counters.unknown_cancels == 4);
  CHECK(counters.malformed_cancels == 2);
  peer.send(cancel_notice("2"));
  peer.send(cancel_notice("2"));
  CHECK(peer.session->counters().requests.unknown_cancels == 5);
}

TEST_CASE("a cancellation never hits a later request of the same id", "[cancelling]") {
  Server server(plain_options());
  add_echo(server);
  Mark started;
  add_waiter(server, started);
  Peer peer(server);
  for (int round = 0; round < 100; ++round) {
    peer.send(tool_call("1", "waiter"));
    peer.send(cancel_notice("1"));
    CHECK(text_of_result(peer.ask("1", tool_call("1", "echo", R"({"message":"again"})"))) == "again");
  }
  CHECK(peer.channel->responses_to("1").size() == 100);
}

TEST_CASE("two sessions with requests of the same id do not touch each other", "[cancelling]") {
  Server server(plain_options());
  Mark one_started;
  Mark two_started;
  add_waiter(server, one_started, "one");
  add_waiter(server, two_started, "two");
  Peer first(server);
  Peer second(server);
  first.send(tool_call("1", "one"));
  second.send(tool_call("1", "two"));
  one_started.wait();
  two_started.wait();
  first.send(cancel_notice("1"));
  wait_until("the first to end", [&] { return first.session->running() == 0; });
  CHECK(second.session->running() == 1);
  CHECK(second.session->counters().requests.silenced == 0);
}

TEST_CASE("a peer that goes takes its calls with it, and nobody else's", "[cancelling]") {
  Server server(plain_options());
  Mark one_started;
  Mark two_started;
  add_waiter(server, one_started, "one");
  add_waiter(server, two_started, "two");
  Cancellation seen;
  Mark told;
  ToolOptions options;
  options.name = "curious";
  server.add_tool(options, [&](RequestContext& context, const Json&) {
    one_started.set();
    context.token().wait(Stage::requested, std::chrono::seconds{10});
    seen = *context.token().cancellation();
    told.set();
    return ToolResult::text("late");
  });
  Peer gone(server);
  Peer stays(server);
  gone.send(tool_call("1", "curious"));
  stays.send(tool_call("1", "two"));
  one_started.wait();
  two_started.wait();
  gone.session->close({.reason = "hung up", .cause = Cause::client_disconnected});
  told.wait();
  CHECK(seen.cause == Cause::client_disconnected);
  CHECK(seen.reason == "hung up");
  wait_until("its call to end", [&] { return gone.session->running() == 0; });
  CHECK(gone.channel->count() == 0);
  CHECK(stays.session->running() == 1);
}

TEST_CASE("the reason of a cancellation is in the program's log, and so is what was ignored", "[cancelling]") {
  std::mutex lock;
  std::string log;
  ServerOptions options = plain_options();
  options.on_log = [&](LogLevel, const std::string& line) {
    const std::lock_guard hold(lock);
    log += line + '\n';
  };
  Server server(std::move(options));
  Mark started;
  add_waiter(server, started);
  Peer peer(server);
  peer.initialize();
  peer.send(tool_call("1", "waiter"));
  started.wait();
  peer.send(cancel_notice("1", "too slow"));
  peer.send(cancel_notice("2"));
  peer.send(notification("notifications/cancelled"));
  wait_until("what its end says", [&] {
    const std::lock_guard hold(lock);
    return log.find("cancelled waiter") != std::string::npos;
  });
  const std::lock_guard hold(lock);
  CHECK(log.find("mcp:peer 1 cancels request 1: too slow") != std::string::npos);
  CHECK(log.find("nothing in flight, request 2") != std::string::npos);
  CHECK(log.find("malformed") != std::string::npos);
}

TEST_CASE("a question that the server asked is cancelled with its call, before that is over", "[cancelling]") {
  Server server(plain_options());
  Mark ended;
  ToolOptions options;
  options.name = "asks";
  server.add_tool(options, [&](RequestContext& context, const Json&) {
    try {
      context.ask({"k", "elicitation/create", JsonText::written("{}")});
    } catch (...) {
      ended.set();
      throw;
    }
    return ToolResult();
  });
  Peer peer(server);
  peer.initialize(R"({"elicitation":{}})");
  peer.send(tool_call("1", "asks"));
  const JsonDocument question = peer.channel->next_of_method("elicitation/create");
  peer.send(cancel_notice("1", "never mind"));
  const JsonDocument notice = peer.channel->next_of_method("notifications/cancelled");
  CHECK(value(notice, "params/requestId") == value(question, "id"));
  CHECK(value(notice, "params/reason") == R"("never mind")");
  ended.wait();
  wait_until("its end", [&] { return peer.session->running() == 0; });
  peer.channel->wait_until("the end", [&] { return peer.channel->requests_over() == 2; });
  CHECK(peer.channel->all().back().over_before == 1);  // initialize alone
  // A late answer is of no use any more.
  peer.send(R"({"jsonrpc":"2.0","id":)" + value(question, "id") + R"(,"result":{}})");
  CHECK(peer.session->counters().unknown_answers == 1);
}

TEST_CASE("a question is answered while its call runs", "[cancelling]") {
  Server server(plain_options());
  ToolOptions options;
  options.name = "asks";
  server.add_tool(options, [&](RequestContext& context, const Json&) {
    return ToolResult::text(context.ask({"k", "elicitation/create", JsonText::written("{}")}).text());
  });
  Peer peer(server);
  peer.initialize(R"({"elicitation":{}})");
  peer.send(tool_call("1", "asks"));
  const JsonDocument question = peer.channel->next_of_method("elicitation/create");
  peer.send(R"({"jsonrpc":"2.0","id":)" + value(question, "id") + R"(,"result":{"action":"accept"}})");
  CHECK(text_of_result(peer.channel->response_to("1")) == R"({"action":"accept"})");
}

}  // namespace cancel::mcp
