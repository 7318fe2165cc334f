#include <catch2/catch.hpp>
#include <thread>

#include "scene.hpp"

namespace cancel::http {
namespace {

using namespace testing;

TEST_CASE("a server listens where it is told to, and says where that is", "[listening]") {
  ServerOptions options;
  Server server(options, echo);
  CHECK(server.port() != 0);
  CHECK(server.address() == "127.0.0.1:" + std::to_string(server.port()));
  options.host = "localhost";
  Server local(options, echo);
  Peer peer(local.port());
  peer.send(get);
  CHECK(peer.answer().status == 200);
}

TEST_CASE("IPv6 works where the machine has it", "[listening]") {
  for (const char* host : {"::1", "[::1]"}) {
    ServerOptions options;
    options.host = host;
    std::unique_ptr<Server> server;
    try {
      server = std::make_unique<Server>(options, echo);
    } catch (const BindError& error) {
      WARN(error.what());
      return;
    }
    CHECK(server->address() == "[::1]:" + std::to_string(server->port()));
    Peer peer(server->port(), 0, "::1");
    peer.send(get);
    CHECK(peer.answer().status == 200);
  }
}

TEST_CASE("where it cannot listen it says so", "[listening]") {
  Server first({}, echo);
  ServerOptions options;
  options.port = first.port();
  CHECK_THROWS_WITH(Server(options, echo),
                    "cannot listen on 127.0.0.1:" + std::to_string(options.port) + ": Address already in use");
  for (const char* host : {"", "example.org", "127.0.0.1:80", "127.1", "[127.0.0.1]", "localhost ", "[::1", "*"}) {
    options.host = host;
    CHECK_THROWS_AS(Server(options, echo), BindError);
  }
  options.host = "192.0.2.1";  // belongs to nobody
  CHECK_THROWS_AS(Server(options, echo), BindError);
}

TEST_CASE("the port is free again at once", "[listening]") {
  ServerOptions options;
  for (int i = 0; i < 20; ++i) {
    Server server(options, echo);
    options.port = server.port();
    Peer peer(server.port());
    peer.send(get);
    CHECK(peer.answer().status == 200);
  }
}

TEST_CASE("stop closes what is open, and tells the exchanges", "[stop]") {
  OpenServer server;
  Peer idle(server->port());
  Peer waiting(server->port());
  waiting.send(get);
  const auto waiter = server.next();
  Peer streaming(server->port());
  streaming.send(get);
  const auto stream = server.next();
  stream->begin_stream(200, {});
  stream->write("last words");
  Calls calls;
  waiter->on_disconnect(calls.counter());
  stream->on_disconnect(calls.counter());
  server->stop();
  CHECK(calls.count() == 2);
  CHECK(server->connections() == 0);
  CHECK(idle.read_all().empty());
  CHECK(waiting.read_all().empty());
  CHECK(streaming.read_all().find("last words") != std::string::npos);
  CHECK(stream->disconnected());
  CHECK_FALSE(stream->write("x"));
  waiter->on_disconnect(calls.counter());
  CHECK(calls.count() == 3);
  server->stop();
  CHECK_THROWS(Peer(server->port()));
}

TEST_CASE("an exchange outlives its server", "[stop]") {
  std::shared_ptr<Exchange> exchange;
  Calls calls;
  {
    OpenServer server;
    Peer peer(server->port());
    peer.send(get);
    exchange = server.next();
  }
  CHECK(exchange->disconnected());
  CHECK_FALSE(exchange->respond({200, {}, ""}));
  exchange->on_disconnect(calls.counter());
  CHECK(calls.count() == 1);
}

TEST_CASE("a handler may stop its server", "[stop]") {
  Server* self = nullptr;
  std::mutex mutex;
  std::unique_lock lock(mutex);
  Server server({}, [&](const Request&, const std::shared_ptr<Exchange>& exchange) {
    const std::lock_guard known(mutex);
    exchange->respond({200, {}, "goodbye"});
    self->stop();
  });
  self = &server;
  lock.unlock();
  Peer peer(server.port());
  peer.send(get);
  CHECK(peer.answer().body == "goodbye");
  CHECK(peer.read_all().empty());
  server.stop();
}

TEST_CASE("several threads may stop at once, while others write", "[stop]") {
  for (int round = 0; round < 20; ++round) {
    OpenServer server;
    std::vector<Peer> peers;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      peers.emplace_back(server->port());
      peers.back().send(get);
      threads.emplace_back([stream = server.next()] {
        stream->begin_stream(200, {});
        while (stream->write("x")) std::this_thread::yield();
      });
    }
    for (int i = 0; i < 2; ++i) threads.emplace_back([&] { server->stop(); });
  }
}

}  // namespace
}  // namespace cancel::http
