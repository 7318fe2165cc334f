#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <thread>

#include "scene.hpp"

namespace cancel::http {
namespace {

using namespace testing;

TEST_CASE("a request that is too large is refused before it is whole", "[limits]") {
  ServerOptions options;
  options.max_body_bytes = 1000;
  options.max_header_bytes = 1000;
  Server server(options, echo);
  const auto status_of = [&](const std::string& bytes) {
    Peer peer(server.port());
    peer.send(bytes);
    return peer.answer().status;
  };
  CHECK(status_of("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n") == 413);
  CHECK(status_of("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n") == 413);
  CHECK(status_of("GET / HTTP/1.1\r\nX: " + std::string(1000, 'x')) == 431);
  CHECK(status_of("GET /" + std::string(1000, 'x')) == 414);
}

TEST_CASE("a refusal arrives though the peer goes on sending", "[limits]") {
  ServerOptions options;
  options.max_body_bytes = 1000;
  Server server(options, echo);
  Peer peer(server.port());
  peer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n" + std::string(3'000'000, 'x'));
  CHECK(peer.answer().status == 413);
  CHECK(peer.read_all().empty());
}

TEST_CASE("a request that does not become whole in time is ended", "[limits]") {
  ServerOptions options;
  options.request_timeout = 100ms;
  Server server(options, echo);
  Peer silent(server.port());
  Peer slow(server.port());
  slow.send("GET / HTTP/1.1\r\nHost: a\r\n");
  CHECK(silent.read_all().empty());
  CHECK(slow.answer().status == 408);
  silent.close();
  slow.close();
  Peer dripping(server.port());
  dripping.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
  std::jthread drip([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      dripping.send("x");
      std::this_thread::sleep_for(10ms);
    }
  });
  CHECK(dripping.answer().status == 408);
}

TEST_CASE("an idle connection is closed, an open stream is not", "[limits]") {
  ServerOptions options;
  options.request_timeout = 50ms;
  options.keep_alive_timeout = 50ms;
  options.stalled_write_timeout = 50ms;
  OpenServer server(options);
  Peer streaming(server->port());
  streaming.send(get);
  const auto stream = server.next();
  stream->begin_stream(200, {});
  Peer waiting(server->port());
  waiting.send(get);
  const auto waiter = server.next();
  for (int i = 0; i < 5; ++i) {  // each lasts as long as the time-out
    Peer idle(server->port());
    idle.send(get);
    server.next()->respond({200, {}, "ok"});
    CHECK(idle.answer().status == 200);
    CHECK(idle.read_all().empty());
  }
  CHECK(stream->write("still here"));
  CHECK(stream->end());
  CHECK(streaming.answer().body == "still here");
  CHECK(waiter->respond({200, {}, "at last"}));
  CHECK(waiting.answer().body == "at last");
}

TEST_CASE("further peers are turned away", "[limits]") {
  ServerOptions options;
  options.max_connections = 2;
  Server server(options, echo);
  Peer first(server.port());
  auto second = std::make_unique<Peer>(server.port());
  first.send(get);
  second->send(get);
  CHECK(first.answer().status == 200);
  CHECK(second->answer().status == 200);
  Peer third(server.port());
  CHECK(third.answer().status == 503);
  second.reset();
  CHECK(eventually([&] { return server.connections() == 1; }));
  Peer fourth(server.port());
  fourth.send(get);
  CHECK(fourth.answer().status == 200);
}

TEST_CASE("a response that nobody takes is given up", "[limits]") {
  ServerOptions options;
  options.stalled_write_timeout = 100ms;
  OpenServer server(options);
  Peer peer(server->port(), 4096);
  peer.send(get);
  const auto exchange = server.next();
  Calls calls;
  exchange->on_disconnect(calls.counter());
  exchange->respond({200, {}, std::string(20'000'000, 'x')});
  CHECK(eventually([&] { return exchange->disconnected(); }));
  CHECK(eventually([&] { return calls.count() == 1; }));
  CHECK(server->connections() == 0);
}

TEST_CASE("a server without descriptors goes on when there are some again", "[limits]") {
  Server server({}, echo);
  Peer first(server.port());
  first.send(get);
  CHECK(first.answer().status == 200);
  Peer second(server.port());
  second.send(get);
  CHECK(second.answer().status == 200);
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  // The peer's own socket is made before none are left.
  std::vector<Peer> peers;
  {
    const rlimit few{64, before.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &few);
    try {
      for (;;) peers.emplace_back(server.port());
    } catch (const std::system_error&) {
    }
    CHECK_THROWS_AS(Server({}, echo), BindError);
    first.send(get);
    CHECK(first.answer().status == 200);
    ::setrlimit(RLIMIT_NOFILE, &before);
  }
  for (Peer& peer : peers) {
    peer.send(get);
    CHECK(peer.answer().status == 200);
  }
}

}  // namespace
}  // namespace cancel::http
