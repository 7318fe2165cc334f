#include <catch2/catch.hpp>

#include "daemon_client.hpp"
#include "requests/operation_id.hpp"
#include "scene.hpp"

// With a daemon: what the log is told, and cancellations that come from elsewhere.

namespace cancel::mcp {
namespace {

// A server whose requests are recorded.
struct RecordedServer {
  explicit RecordedServer(const DaemonProcess& daemon, const std::string& name = "server")
      : client(client_options(daemon, name)), server(options(client)) {}

  static ServerOptions options(Client& client) {
    ServerOptions options = plain_options();
    options.client = &client;
    return options;
  }

  Client client;
  Server server;
};

std::optional<OperationView> operation_of_tool(Client& client, const std::string& tool) {
  for (OperationView& operation : operations_in(client)) {
    if (operation.tool == tool) return std::move(operation);
  }
  return std::nullopt;
}

OperationView wait_for_operation(Client& client, const std::string& tool) {
  std::optional<OperationView> found;
  wait_until("an operation of " + tool, [&] { return (found = operation_of_tool(client, tool)).has_value(); });
  return *found;
}

std::optional<Outcome> outcome_of(Client& client, const std::string& id) {
  for (const Event& event : events_of(client, id)) {
    if (const auto* finished = std::get_if<OperationFinished>(&event.data)) return finished->outcome;
    if (const auto* completed = std::get_if<CancellationCompleted>(&event.data)) return completed->outcome;
  }
  return std::nullopt;
}

}  // namespace

TEST_CASE("a request is an operation under its session's token, with labels", "[canceld]") {
  DaemonProcess daemon;
  daemon.start();
  RecordedServer recorded(daemon);
  Mark started;
  add_waiter(recorded.server, started);
  SessionOptions options;
  options.id = "the-session";
  Peer peer(recorded.server, options);
  peer.initialize();
  peer.send(request("7", "tools/call",
                    R"("name":"waiter","_meta":{"traceparent":"00-ab-cd-01","tracestate":7,"baggage":"k=v"})"));
  started.wait();
  const OperationView operation = wait_for_operation(recorded.client, "waiter");
  CHECK(operation.name.id == operation_id_of("the-session", RequestId(std::int64_t{7})));
  CHECK(operation.request_id == RequestId(std::int64_t{7}));
  CHECK(operation.labels == Labels{{"mcp.session", "the-session"},
                                   {"mcp.method", "tools/call"},
                                   {"mcp.client", "peer 1"},
                                   {"mcp.transport", "stdio"},
                                   {"traceparent", "00-ab-cd-01"},
                                   {"baggage", "k=v"}});
  const auto session = recorded.client.call(ReadStatus{TokenName{"default", "the-session"}});
  REQUIRE(session);
  peer.send(cancel_notice("7", "too slow"));
  wait_until("its end", [&] { return outcome_of(recorded.client, operation.name.id).has_value(); });
  CHECK(outcome_of(recorded.client, operation.name.id) == Outcome::stopped);
  for (const Event& event : events_of(recorded.client, operation.name.id)) {
    if (const auto* asked = std::get_if<CancellationRequested>(&event.data)) {
      CHECK(asked->reason == "too slow");
      CHECK(asked->requested_by == "mcp:peer 1");
    }
  }
}

TEST_CASE("outcomes are told as they were", "[canceld]") {
  DaemonProcess daemon;
  daemon.start();
  RecordedServer recorded(daemon);
  ToolOptions tool;
  tool.name = "outcome";
  recorded.server.add_tool(tool, [](RequestContext&, const Json& arguments) -> ToolResult {
    const std::string how = find_text(arguments, "how").value_or("");
    if (how == "throw") throw std::runtime_error("broken");
    return how == "error" ? ToolResult::error("no luck") : ToolResult::text("ok");
  });
  SessionOptions options;
  options.id = "s";
  Peer peer(recorded.server, options);
  peer.ask("1", tool_call("1", "outcome"));
  peer.ask("2", tool_call("2", "outcome", R"({"how":"error"})"));
  peer.ask("3", tool_call("3", "outcome", R"({"how":"throw"})"));
  wait_until("their ends", [&] { return peer.session->running() == 0; });
  const auto of = [&](std::int64_t id) { return outcome_of(recorded.client, operation_id_of("s", RequestId(id))); };
  CHECK(of(1) == Outcome::succeeded);
  CHECK(of(2) == Outcome::failed);
  CHECK(of(3) == Outcome::failed);
}

TEST_CASE("somebody else's cancellation of an operation reaches its tool, and the peer is answered", "[canceld]") {
  DaemonProcess daemon;
  daemon.start();
  RecordedServer recorded(daemon);
  Mark started;
  add_waiter(recorded.server, started);
  Peer peer(recorded.server);
  peer.initialize();
  peer.send(tool_call("1", "waiter"));
  started.wait();
  Client cancelctl(client_options(daemon, "cancelctl"));
  const OperationView operation = wait_for_operation(recorded.client, "waiter");
  cancelctl.cancel(operation.name, {.reason = "operator says no"});
  CHECK(text_of_result(peer.channel->response_to("1")) == "Operation cancelled: operator says no");
}

TEST_CASE("a cancellation by force is answered at once, though the handler goes on", "[canceld]") {
  DaemonProcess daemon;
  daemon.start();
  Client client(client_options(daemon, "server"));
  ServerOptions options = RecordedServer::options(client);
  options.answer_cancelled_within = Millis{60'000};
  Server server(std::move(options));
  Mark started;
  Mark ended;
  Door door;
  add_stubborn(server, started, door, ended);
  Peer peer(server);
  peer.send(tool_call("1", "stubborn"));
  started.wait();
  Client cancelctl(client_options(daemon, "cancelctl"));
  cancelctl.cancel(wait_for_operation(client, "stubborn").name, {.reason = "now", .mode = Mode::force});
  CHECK(text_of_result(peer.channel->response_to("1")) == "Operation cancelled: now");
  CHECK(peer.session->running() == 1);
  door.open();
}

TEST_CASE("cancelling the session's token cancels what runs under it", "[canceld]") {
  DaemonProcess daemon;
  daemon.start();
  RecordedServer recorded(daemon);
  Mark started;
  add_waiter(recorded.server, started);
  SessionOptions options;
  options.id = "whole-session";
  Peer peer(recorded.server, options);
  peer.send(tool_call("1", "waiter"));
  started.wait();
  wait_for_operation(recorded.client, "waiter");
  Client cancelctl(client_options(daemon, "cancelctl"));
  cancelctl.cancel(TokenName{"default", "whole-session"}, {.reason = "all of it"});
  CHECK(text_of_result(peer.channel->response_to("1")) == "Operation cancelled: all of it");
}

TEST_CASE("a call of another server hangs under the call that made it", "[canceld]") {
  DaemonProcess daemon;
  daemon.start();
  RecordedServer above(daemon, "above");
  RecordedServer below(daemon, "below");
  Mark started;
  add_waiter(below.server, started, "far");
  Peer downstream(below.server);
  downstream.initialize();
  ToolOptions tool;
  tool.name = "near";
  above.server.add_tool(tool, [&](RequestContext& context, const Json&) {
    const std::string meta = context.downstream_meta().text();
    downstream.send(request("1", "tools/call", R"("name":"far","_meta":)" + meta));
    context.token().wait(Stage::requested, std::chrono::seconds{10});
    context.throw_if_cancelled();
    return ToolResult();
  });
  Peer peer(above.server);
  peer.initialize();
  peer.send(tool_call("1", "near"));
  started.wait();
  const OperationView near = wait_for_operation(above.client, "near");
  wait_for_operation(below.client, "far");
  Client cancelctl(client_options(daemon, "cancelctl"));
  cancelctl.cancel(near.name, {.reason = "from the top"});
  CHECK(text_of_result(downstream.channel->response_to("1")) == "Operation cancelled: from the top");
  CHECK(text_of_result(peer.channel->response_to("1")) == "Operation cancelled: from the top");
}

TEST_CASE("a caller's token that is no name is ignored", "[canceld]") {
  DaemonProcess daemon;
  daemon.start();
  RecordedServer recorded(daemon);
  add_echo(recorded.server);
  Peer peer(recorded.server);
  int id = 0;
  for (const char* token :
       {"7", R"("")", R"("a b")", R"({})", R"({"id":7})", R"({"namespace":"$x","id":"y"})", "null"}) {
    const std::string text = std::to_string(++id);
    INFO(token);
    const JsonDocument answer = peer.ask(text, request(text, "tools/call",
                                                       R"("name":"echo","arguments":{"message":"x"},)"
                                                       R"("_meta":{"canceld/token":)" +
                                                           std::string(token) + "}"));
    CHECK(text_of_result(answer) == "x");
  }
}

TEST_CASE("a token of cancellation/create can be cancelled from elsewhere, and seen", "[canceld]") {
  DaemonProcess daemon;
  daemon.start();
  RecordedServer recorded(daemon);
  recorded.server.enable_cancellation_methods();
  Peer peer(recorded.server);
  peer.initialize();
  peer.ask("1", request("1", "cancellation/create", R"("id":"my-token")"));
  REQUIRE(recorded.client.flush(Millis{10'000}));
  Client cancelctl(client_options(daemon, "cancelctl"));
  cancelctl.cancel(TokenName{"default", "my-token"}, {.reason = "by hand"});
  JsonDocument status;
  int id = 1;
  wait_until("the cancellation", [&] {
    const std::string text = std::to_string(++id);
    status = peer.ask(text, request(text, "cancellation/status", R"("id":"my-token")"));
    return value(status, "result/cancelled") == "true";
  });
  CHECK(value(status, "result/reason") == R"("by hand")");
}

TEST_CASE("a tool gets the token that somebody else has made in canceld", "[canceld]") {
  DaemonProcess daemon;
  daemon.start();
  RecordedServer recorded(daemon);
  recorded.server.enable_cancellation_methods();
  Mark started;
  ToolOptions tool;
  tool.name = "shared";
  recorded.server.add_tool(tool, [&](RequestContext& context, const Json& arguments) {
    const auto shared = recorded.server.shared_token(context, find_text(arguments, "token"));
    started.set();
    const bool cancelled = shared.token.wait(Stage::requested, std::chrono::seconds{10});
    return ToolResult::text(shared.id + (cancelled ? " cancelled" : " not"));
  });
  Client other(client_options(daemon, "other"));
  const SharedToken token = other.create({.id = "of-others"});
  Peer peer(recorded.server);
  peer.send(tool_call("1", "shared", R"({"token":"of-others"})"));
  started.wait();
  token.cancel({.reason = "x"});
  CHECK(text_of_result(peer.channel->response_to("1")) == "of-others cancelled");
}

TEST_CASE("everything works while the daemon is away", "[canceld]") {
  DaemonProcess daemon;  // never started
  RecordedServer recorded(daemon);
  Mark started;
  add_waiter(recorded.server, started);
  add_echo(recorded.server);
  Peer peer(recorded.server);
  CHECK(text_of_result(peer.ask("1", tool_call("1", "echo", R"({"message":"x"})"))) == "x");
  peer.send(tool_call("2", "waiter"));
  started.wait();
  peer.send(cancel_notice("2"));
  wait_until("its end", [&] { return peer.session->running() == 0; });
  CHECK(peer.channel->responses_to("2").empty());
}

}  // namespace cancel::mcp
