#include <catch2/catch.hpp>

#include "cancel/cancel.hpp"
#include "daemon_process.hpp"
#include "requests/operation_id.hpp"
#include "requests_scene.hpp"

using namespace cancel;
using namespace cancel::mcp;
using namespace scene;

namespace {

using Types = std::vector<EventType>;

ClientOptions options_for(const DaemonProcess& daemon) {
  ClientOptions options;
  options.command_endpoint = daemon.command_endpoint();
  options.event_endpoint = daemon.event_endpoint();
  options.connection.reconnect = Millis{5};
  options.connection.longest_reconnect = Millis{20};
  return options;
}

std::vector<Event> events_of(Client& client, const std::string& id) {
  REQUIRE(client.flush(Millis{20'000}));
  std::vector<Event> events;
  ReadEvents read;
  for (;;) {
    const auto page = client.call(read, {.timeout = Millis{20'000}});
    REQUIRE(page);
    for (const Event& event : page->events) {
      if (event.token.id == id) events.push_back(event);
    }
    read.after = page->next;
    if (page->next >= page->head) return events;
  }
}

Types types_of(const std::vector<Event>& events) {
  Types types;
  for (const Event& event : events) types.push_back(event.type());
  return types;
}

template <typename Data>
const Data& data_of(const std::vector<Event>& events) {
  for (const Event& event : events) {
    if (const auto* data = std::get_if<Data>(&event.data)) return *data;
  }
  FAIL("no such event");
  throw std::logic_error("not reached");
}

const Types cancelled_work{EventType::token_created, EventType::operation_started, EventType::cancellation_requested,
                           EventType::cancellation_executed, EventType::cancellation_completed};

// A peer whose requests are recorded.
struct RecordedPeer {
  DaemonProcess daemon;
  std::optional<Client> client;
  std::optional<GroupToken> session;
  Canceller canceller;
  std::optional<IncomingRequests> requests;
  std::optional<TokenName> caller{};
  std::shared_ptr<RecordingChannel> channel = std::make_shared<RecordingChannel>();

  explicit RecordedPeer(bool daemon_runs = true) {
    if (daemon_runs) daemon.start();
    client.emplace(options_for(daemon));
    session.emplace(&*client, SharedTokenOptions{.id = "session", .ttl = Millis{60'000}});
    requests.emplace(&*client, canceller);
  }
  ~RecordedPeer() {
    requests.reset();
    canceller.drain();
  }

  std::shared_ptr<IncomingRequest> begin(std::int64_t id, const std::string& operation) {
    IncomingRequests::Begin what{.id = id, .method = "tools/call"};
    what.operation.id = operation;
    what.operation.tool = "search";
    what.operation.parents = {session->token()};
    if (caller) what.operation.parents.emplace_back(*caller);
    what.operation.labels = {{"mcp.method", "tools/call"}, {"mcp.transport", "stdio"}};
    return requests->begin(std::move(what), channel);
  }
  void cancel(const std::string& params) {
    const auto document = parse_json(params);
    requests->cancelled(&document, "mcp:tester 1.0");
  }
};

}  // namespace

TEST_CASE("the log tells of a request that its peer cancelled", "[work]") {
  RecordedPeer peer;
  Client other(options_for(peer.daemon));
  const SharedToken calling = other.create({.id = "caller"});
  REQUIRE(other.flush(Millis{20'000}));
  peer.caller = calling.name();
  const auto request = peer.begin(7, "op");
  peer.cancel(R"({"requestId":7,"reason":"Request timed out"})");
  REQUIRE(request->token().wait(Stage::requested, 10s));
  request->finish(Outcome::stopped);
  peer.canceller.drain();
  const auto events = events_of(*peer.client, "op");
  CHECK(types_of(events) == cancelled_work);
  const auto& started = data_of<OperationStarted>(events);
  CHECK(started.tool == "search");
  CHECK(started.request_id == RequestId{std::int64_t{7}});
  CHECK(started.labels == Labels{{"mcp.method", "tools/call"}, {"mcp.transport", "stdio"}});
  CHECK(data_of<TokenCreated>(events).parents == std::vector<TokenName>{{"default", "session"}, {"default", "caller"}});
  const auto& asked = data_of<CancellationRequested>(events);
  CHECK(asked.reason == "Request timed out");
  CHECK(asked.cause == Cause::timeout);
  CHECK(asked.requested_by == "mcp:tester 1.0");
  CHECK(data_of<CancellationCompleted>(events).outcome == Outcome::stopped);
}

TEST_CASE("the log tells that a cancellation was asked for, though the work ended at once", "[work]") {
  RecordedPeer peer;
  const auto request = peer.begin(1, "op");
  peer.cancel(R"({"requestId":1})");
  request->finish(Outcome::succeeded);
  peer.canceller.drain();
  const auto events = events_of(*peer.client, "op");
  CHECK(data_of<CancellationCompleted>(events).outcome == Outcome::succeeded);
  CHECK(types_of(events)[2] == EventType::cancellation_requested);
}

TEST_CASE("the log tells of a request that was answered, and how it ended", "[work]") {
  RecordedPeer peer;
  const auto request = peer.begin(1, "op");
  CHECK(request->answer("{}"));
  request->finish(Outcome::failed, "no such file");
  const auto events = events_of(*peer.client, "op");
  CHECK(types_of(events) ==
        Types{EventType::token_created, EventType::operation_started, EventType::operation_finished});
  CHECK(data_of<OperationFinished>(events).error == "no such file");
}

TEST_CASE("whoever cancels an operation in canceld cancels the request", "[work]") {
  RecordedPeer peer;
  const auto request = peer.begin(1, "op");
  REQUIRE(peer.client->flush(Millis{20'000}));
  Client other(options_for(peer.daemon));
  REQUIRE(other.call(CancelToken{.name = {"default", "op"}, .wish = {.reason = "from outside"}}));
  REQUIRE(request->token().wait(Stage::requested, 10s));
  CHECK(request->token().cancellation()->reason == "from outside");
  CHECK(request->is_open());
  CHECK(request->answer("cancelled"));
  request->finish(Outcome::stopped);
}

TEST_CASE("a name that is no longer free is replaced, and the request runs", "[work]") {
  RecordedPeer peer;
  const auto first = peer.begin(1, "op");
  const auto second = peer.begin(2, "op");
  const auto third = peer.begin(3, "no name");
  CHECK(first->operation().id == "op");
  CHECK(second->operation().id.size() == 22);
  CHECK(third->operation().id.size() == 22);
  for (const auto& request : {first, second, third}) request->finish(Outcome::succeeded);
  CHECK_THROWS_AS(Work(&*peer.client, {.id = "no name"}), std::invalid_argument);
}

TEST_CASE("a request is recorded though its peer names a caller that can not be", "[work]") {
  RecordedPeer peer;
  std::int64_t id = 0;
  for (const std::string name : {"", "$x", "a b", "\xff", "\n"}) {
    peer.caller = TokenName{"default", name};
    const std::string operation = "op" + std::to_string(++id);
    peer.begin(id, operation)->finish(Outcome::succeeded);
    const auto events = events_of(*peer.client, operation);
    REQUIRE_FALSE(events.empty());
    CHECK(data_of<TokenCreated>(events).parents == std::vector<TokenName>{{"default", "session"}});
  }
}

TEST_CASE("a request that is not to be recorded is not", "[work]") {
  RecordedPeer peer;
  IncomingRequests::Begin what{.id = number(1), .method = "ping", .recorded = false};
  what.operation.id = "ping";
  const auto request = peer.requests->begin(what, peer.channel);
  CHECK(request->answer("{}"));
  request->finish(Outcome::succeeded);
  CHECK(events_of(*peer.client, "ping").empty());
}

TEST_CASE("cancelling a group cancels the requests under it, here and in the log", "[work]") {
  RecordedPeer peer;
  const auto request = peer.begin(1, "op");
  peer.session->cancel({.reason = "the client has gone", .cause = Cause::client_disconnected});
  CHECK(request->token().is_cancelled());
  request->finish(Outcome::stopped);
  const auto events = events_of(*peer.client, "op");
  CHECK(types_of(events) == cancelled_work);
  CHECK(data_of<CancellationRequested>(events).cause == Cause::parent_cancelled);
}

TEST_CASE("a daemon that is away holds nothing up, and hears of it all when it comes", "[work]") {
  RecordedPeer peer(false);
  const auto request = peer.begin(1, "op");
  peer.cancel(R"({"requestId":1,"reason":"enough"})");
  peer.canceller.drain();
  CHECK(request->token().is_cancelled());
  request->finish(Outcome::stopped);
  CHECK(peer.channel->said() == Said{"over: silenced"});
  CHECK(peer.requests->running() == 0);
  peer.daemon.start();
  CHECK(types_of(events_of(*peer.client, "op")) == cancelled_work);
}

TEST_CASE("work runs although its client was told to wait for a daemon that is not there", "[work]") {
  DaemonProcess daemon;
  ClientOptions options = options_for(daemon);
  options.require_daemon = true;
  options.timeout = Millis{50};
  Client client(options);
  Work work(&client, {.id = "op"});
  CHECK(work.name().id == "op");
  work.cancel({.reason = "why"});
  CHECK(work.token().is_cancelled());
  work.finish(Outcome::stopped);
}

TEST_CASE("the result of work is kept in the log", "[work]") {
  DaemonProcess daemon;
  daemon.start();
  Client client(options_for(daemon));
  Work work(&client, {.id = "op"});
  work.finish(Outcome::succeeded, {}, "42");
  REQUIRE(client.flush(Millis{20'000}));
  const auto result = client.call(ReadResult{{"default", "op"}});
  REQUIRE(result);
  CHECK(result->result == "42");
}
