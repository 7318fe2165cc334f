#include <catch2/catch.hpp>
#include <thread>

#include "scene.hpp"

namespace cancel::http {
namespace {

using namespace testing;

enum class Leaving { closed, reset, half_closed };

void leave(Peer& peer, Leaving leaving) {
  if (leaving == Leaving::closed)
    peer.close();
  else if (leaving == Leaving::reset)
    peer.reset();
  else
    peer.close_sending();
}

TEST_CASE("a peer that goes away is noticed while nothing is sent", "[disconnect]") {
  const auto leaving = GENERATE(Leaving::closed, Leaving::reset, Leaving::half_closed);
  const auto begun = GENERATE(0, 1, 2);  // nothing, the head, some of the stream
  CAPTURE(leaving, begun);
  OpenServer server;
  Peer peer(server->port());
  peer.send(get);
  const auto exchange = server.next();
  Calls calls;
  exchange->on_disconnect(calls.counter());
  if (begun > 0) exchange->begin_stream(200, {});
  if (begun > 1) exchange->write("a");
  if (begun > 0) peer.read_until(begun > 1 ? "a\r\n" : "\r\n\r\n");
  CHECK(calls.count() == 0);
  leave(peer, leaving);
  CHECK(eventually([&] { return calls.count() == 1; }));
  CHECK(exchange->disconnected());
  CHECK_FALSE(exchange->write("b"));
  CHECK_FALSE(exchange->end());
  CHECK_FALSE(exchange->respond({200, {}, "late"}));
  CHECK(exchange->buffered() == 0);
  CHECK(eventually([&] { return server->connections() == 0; }));
  CHECK(calls.count() == 1);
}

TEST_CASE("a peer that goes away behind requests sent ahead is noticed, too", "[disconnect]") {
  OpenServer server;
  Peer peer(server->port());
  peer.send(get + get + get);
  const auto exchange = server.next();
  Calls calls;
  exchange->on_disconnect(calls.counter());
  peer.close();
  CHECK(eventually([&] { return calls.count() == 1; }));
  CHECK(server.requests().size() == 1);
}

TEST_CASE("a callback registered too late runs at once, on the thread that registers it", "[disconnect]") {
  OpenServer server;
  Peer peer(server->port());
  peer.send(get);
  const auto exchange = server.next();
  peer.close();
  REQUIRE(eventually([&] { return exchange->disconnected(); }));
  std::thread::id called_on;
  exchange->on_disconnect([&] { called_on = std::this_thread::get_id(); });
  CHECK(called_on == std::this_thread::get_id());
}

TEST_CASE("after a whole answer nobody is told that the peer left", "[disconnect]") {
  OpenServer server;
  Peer peer(server->port());
  peer.send(get);
  const auto exchange = server.next();
  Calls calls;
  auto owned = std::make_shared<int>();
  const std::weak_ptr<int> watched = owned;
  exchange->on_disconnect([counter = calls.counter(), owned = std::move(owned)] { counter(); });
  exchange->respond({200, {}, "done"});
  CHECK(peer.answer().body == "done");
  CHECK(eventually([&] { return watched.expired(); }));  // the callback was let go
  peer.close();
  CHECK(eventually([&] { return server->connections() == 0; }));
  exchange->on_disconnect(calls.counter());
  CHECK_FALSE(exchange->disconnected());
  CHECK(calls.count() == 0);
}

TEST_CASE("a peer that sends its requests and closes its side gets what is answered at once", "[disconnect]") {
  Server server({}, echo);
  Peer peer(server.port());
  peer.send(get + "GET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
  peer.close_sending();
  CHECK(peer.answer().body == "GET / [] ");
  CHECK(peer.answer().body == "GET /2 [] ");
  CHECK(peer.read_all().empty());
}

TEST_CASE("a large answer reaches a peer that has closed its side", "[disconnect]") {
  const std::string large(8'000'000, 'x');
  Server server({}, [&](const Request&, const std::shared_ptr<Exchange>& exchange) {
    exchange->respond({200, {}, large});
  });
  Peer peer(server.port());
  peer.send(get);
  peer.close_sending();
  CHECK(peer.answer().body == large);
  CHECK(peer.read_all().empty());
}

TEST_CASE("a peer that leaves in the middle of a request does no harm", "[disconnect]") {
  Server server({}, echo);
  for (std::size_t length = 0; length < get.size(); ++length) {
    Peer peer(server.port());
    peer.send(get.substr(0, length));
    leave(peer, length % 2 == 0 ? Leaving::closed : Leaving::reset);
  }
  Peer peer(server.port());
  peer.send(get);
  CHECK(peer.answer().status == 200);
  CHECK(eventually([&] { return server.connections() == 1; }));
}

TEST_CASE("writing to peers that have just left ends no process", "[disconnect]") {
  OpenServer server;
  for (int i = 0; i < 50; ++i) {
    Peer peer(server->port());
    peer.send(get);
    const auto stream = server.next();
    stream->begin_stream(200, {});
    peer.reset();
    CHECK(eventually([&] { return !stream->write("x"); }));
  }
}

TEST_CASE("a callback may do with its exchange what it likes, and throw", "[disconnect]") {
  OpenServer server;
  Peer peer(server->port());
  peer.send(get);
  auto exchange = server.next();
  std::atomic<bool> wrote{true};
  std::atomic<bool> called{false};
  Exchange* const raw = exchange.get();
  exchange->begin_stream(200, {});
  exchange->on_disconnect([&] {
    wrote = raw->write("x");
    raw->abort();
    raw->on_disconnect([] {});
    called = true;
    throw std::runtime_error("oops");
  });
  peer.close();
  CHECK(eventually([&] { return called.load(); }));
  CHECK_FALSE(wrote);
  CHECK(eventually([&] { return server->connections() == 0; }));
  Peer next(server->port());
  next.send(get);
  server.next()->respond({200, {}, "fine"});
  CHECK(next.answer().body == "fine");
}

}  // namespace
}  // namespace cancel::http
