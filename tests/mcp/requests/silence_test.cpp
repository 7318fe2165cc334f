#include <catch2/catch.hpp>

#include <latch>

#include "cancel/token/cancellation_callback.hpp"
#include "requests_scene.hpp"

using namespace cancel;
using namespace cancel::mcp;
using namespace scene;

namespace {

constexpr MessageKind every_kind[] = {MessageKind::response, MessageKind::request, MessageKind::notification,
                                      MessageKind::report};

}  // namespace

TEST_CASE("what belongs to an open request goes out in order, and its response is the last of it", "[requests]") {
  Peer peer;
  const auto request = peer.begin(number(1));
  CHECK(request->send(MessageKind::report, "half"));
  CHECK(request->send(MessageKind::request, "which?"));
  CHECK(request->answer("done"));
  CHECK(peer.channel->said() == Said{"half", "which?", "done", "over: answered"});
  CHECK(peer.channel->kinds() == std::vector{MessageKind::report, MessageKind::request, MessageKind::response});
}

TEST_CASE("nothing goes out after the response, of whatever kind", "[requests]") {
  Peer peer;
  const auto request = peer.begin(number(1));
  CHECK(request->answer("done"));
  for (const MessageKind kind : every_kind) CHECK_FALSE(request->send(kind, "late"));
  CHECK_FALSE(request->answer("again"));
  CHECK(peer.channel->said() == Said{"done", "over: answered"});
  CHECK(peer.requests.counters().late_messages == 5);
  CHECK(peer.requests.counters().answered == 1);
}

TEST_CASE("nothing goes out after the peer cancelled, of whatever kind", "[requests]") {
  Peer peer;
  const auto request = peer.begin(number(1));
  CHECK(request->send(MessageKind::report, "half"));
  CHECK(peer.cancel(number(1)) == Heard::cancelled);
  for (const MessageKind kind : every_kind) CHECK_FALSE(request->send(kind, "late"));
  CHECK_FALSE(request->answer("late"));
  request->finish(Outcome::failed, "late");
  peer.canceller.drain();
  CHECK(peer.channel->said() == Said{"half", "over: silenced"});
  CHECK(request->is_silenced());
  CHECK(peer.requests.counters().late_messages == 5);
  CHECK(peer.requests.counters().silenced == 1);
}

TEST_CASE("a cancelled request is silent before its callbacks run, and over after them", "[requests]") {
  Peer peer;
  const auto request = peer.begin(number(1));
  std::optional<bool> was_silenced;
  const CancellationCallback callback(request->token(), [&] {
    was_silenced = request->is_silenced();
    peer.channel->send(MessageKind::notification, "cancels what hangs under it");
  });
  peer.cancel(number(1));
  peer.canceller.drain();
  CHECK(was_silenced == true);
  CHECK(peer.channel->said() == Said{"cancels what hangs under it", "over: silenced"});
}

TEST_CASE("reading goes on while a callback of a cancelled request blocks", "[requests]") {
  Peer peer;
  const auto slow = peer.begin(number(1));
  const auto quick = peer.begin(number(2));
  std::latch go_on(1);
  const CancellationCallback callback(slow->token(), [&] { go_on.wait(); });
  CHECK(peer.cancel(number(1)) == Heard::cancelled);
  CHECK(peer.cancel(number(2)) == Heard::cancelled);
  CHECK(quick->is_silenced());
  CHECK(peer.begin(number(1)));
  go_on.count_down();
  peer.canceller.drain();
  CHECK(quick->token().is_cancelled());
}

TEST_CASE("cancellations are carried out in the order in which they came", "[requests]") {
  Peer peer;
  std::vector<int> order;
  std::vector<std::shared_ptr<IncomingRequest>> all;
  std::vector<std::unique_ptr<CancellationCallback<std::function<void()>>>> callbacks;
  for (int id = 0; id < 100; ++id) {
    all.push_back(peer.begin(number(id)));
    callbacks.push_back(std::make_unique<CancellationCallback<std::function<void()>>>(
        all.back()->token(), [&order, id] { order.push_back(id); }));
  }
  for (int id = 99; id >= 0; --id) peer.cancel(number(id));
  peer.canceller.drain();
  REQUIRE(order.size() == 100);
  CHECK(std::is_sorted(order.rbegin(), order.rend()));
}

TEST_CASE("a request that somebody else cancels is still to be answered", "[requests]") {
  Peer peer;
  const auto request = peer.begin(number(1));
  request->cancel({.reason = "too expensive", .cause = Cause::resource_exhausted});
  peer.canceller.drain();
  CHECK(request->token().cancellation()->cause == Cause::resource_exhausted);
  CHECK(request->is_open());
  CHECK(request->send(MessageKind::report, "stopping"));
  CHECK(request->answer("stopped"));
  request->finish(Outcome::stopped);
  CHECK(peer.channel->said() == Said{"stopping", "stopped", "over: answered"});
}

TEST_CASE("a request whose work ends without a response is silenced", "[requests]") {
  Peer peer;
  const auto request = peer.begin(number(1));
  request->finish(Outcome::failed, "it threw");
  request->finish(Outcome::succeeded);
  CHECK_FALSE(request->answer("late"));
  CHECK(peer.cancel(number(1)) == Heard::unknown);
  CHECK(peer.channel->said() == Said{"over: silenced"});
  CHECK(peer.requests.counters().silenced == 1);
  CHECK(peer.requests.running() == 0);
}

TEST_CASE("work counts as running until it has ended, whether answered or not", "[requests]") {
  Peer peer;
  const auto answered = peer.begin(number(1));
  const auto cancelled = peer.begin(number(2));
  answered->answer("{}");
  peer.cancel(number(2));
  peer.canceller.drain();
  CHECK(peer.requests.running() == 2);
  answered->finish(Outcome::succeeded);
  cancelled->finish(Outcome::stopped);
  CHECK(peer.requests.running() == 0);
}

TEST_CASE("a cancellation that was accepted comes before the end of the work", "[requests]") {
  Peer peer;
  const auto request = peer.begin(number(1));
  std::latch go_on(1);
  peer.canceller.post([&] { go_on.wait(); });
  peer.cancel(number(1));
  request->finish(Outcome::succeeded);
  CHECK(peer.requests.running() == 1);
  CHECK_FALSE(request->token().has_reached(Stage::completed));
  go_on.count_down();
  peer.canceller.drain();
  CHECK(peer.requests.running() == 0);
  CHECK(request->token().has_reached(Stage::completed));
}

TEST_CASE("close() silences and cancels all that is in flight, and refuses what comes", "[requests]") {
  Peer peer;
  const auto one = peer.begin(number(1));
  const auto two = peer.begin(text("1"));
  const auto done = peer.begin(number(2));
  done->answer("done");
  peer.requests.close({.reason = "end of input", .cause = Cause::client_disconnected});
  CHECK_FALSE(one->answer("late"));
  CHECK_FALSE(two->send(MessageKind::report, "late"));
  CHECK_FALSE(peer.begin(number(3)));
  peer.requests.close({.reason = "again"});
  peer.canceller.drain();
  CHECK(one->token().cancellation()->reason == "end of input");
  CHECK(two->token().cancellation()->cause == Cause::client_disconnected);
  CHECK_FALSE(done->token().is_cancelled());
  CHECK(peer.channel->said() == Said{"done", "over: answered", "over: silenced", "over: silenced"});
  CHECK(peer.requests.counters().after_close == 1);
  CHECK(peer.requests.counters().silenced == 2);
}

TEST_CASE("cancel_all() cancels what is in flight and goes on", "[requests]") {
  Peer peer;
  const auto one = peer.begin(number(1));
  const auto two = peer.begin(number(2));
  peer.requests.cancel_all({.reason = "maintenance", .cause = Cause::server_shutdown});
  peer.canceller.drain();
  CHECK(one->token().cancellation()->cause == Cause::server_shutdown);
  CHECK(two->answer("stopped"));
  CHECK(peer.begin(number(3)));
  CHECK(one->is_open());
}

TEST_CASE("requests outlive the registry that they came from", "[requests]") {
  Canceller canceller;
  const auto channel = std::make_shared<RecordingChannel>();
  auto requests = std::make_unique<IncomingRequests>(nullptr, canceller);
  const auto request = requests->begin({.id = number(1), .method = "tools/call"}, channel);
  requests.reset();
  canceller.drain();
  CHECK(request->token().cancellation()->cause == Cause::client_disconnected);
  CHECK_FALSE(request->answer("late"));
  request->finish(Outcome::stopped);
  CHECK(channel->said() == Said{"over: silenced"});
}

TEST_CASE("a request hangs under its parents, and is born cancelled under a cancelled one", "[requests]") {
  Peer peer;
  const CancellationSource session;
  IncomingRequests::Begin what{.id = number(1), .method = "tools/call"};
  what.operation.parents.emplace_back(session.token());
  const auto before = peer.requests.begin(what, peer.channel);
  session.cancel({.reason = "over"});
  CHECK(before->token().cancellation()->cause == Cause::parent_cancelled);
  what.id = number(2);
  const auto after = peer.requests.begin(what, peer.channel);
  CHECK(after->token().is_cancelled());
  CHECK(after->is_open());
  CHECK(after->answer("cancelled"));
}

TEST_CASE("the canceller runs what is left when it goes, also what comes from within", "[requests]") {
  int ran = 0;
  {
    Canceller canceller;
    for (int post = 0; post < 100; ++post) {
      canceller.post([&] {
        ++ran;
        canceller.post([&] { ++ran; });
      });
    }
  }
  CHECK(ran == 200);
}
