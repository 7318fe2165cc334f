#include <catch2/catch.hpp>
#include <thread>

#include "cancel/http/server_sent_event.hpp"
#include "scene.hpp"

namespace cancel::http {
namespace {

using namespace testing;

TEST_CASE("a stream's head and each of its parts arrive at once", "[stream]") {
  OpenServer server;
  Peer peer(server->port());
  peer.send(get);
  const auto stream = server.next();
  CHECK(stream->begin_stream(200, event_stream_headers()));
  const std::string head = peer.read_until("\r\n\r\n");
  CHECK(head.find("\r\nContent-Type: text/event-stream\r\n") != std::string::npos);
  CHECK(stream->write("data: 1\n\n"));
  CHECK(peer.read_until("\n\n\r\n") == "9\r\ndata: 1\n\n\r\n");
  CHECK(stream->write(""));  // would end the body
  CHECK(stream->write("x"));
  CHECK(peer.read_until("x\r\n") == "1\r\nx\r\n");
  CHECK(eventually([&] { return stream->buffered() == 0; }));
  CHECK(stream->end());
  CHECK_FALSE(stream->write("late"));
  CHECK_FALSE(stream->end());
  CHECK(peer.read_until("0\r\n\r\n") == "0\r\n\r\n");
  peer.send(get);
  server.next()->respond({200, {}, "next"});
  CHECK(peer.answer().body == "next");
}

TEST_CASE("a HEAD of a stream gets its head alone", "[stream]") {
  OpenServer server;
  Peer peer(server->port());
  peer.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto stream = server.next();
  CHECK(stream->begin_stream(200, {}));
  CHECK(stream->write("dropped"));
  CHECK(stream->end());
  CHECK(peer.answer(true).status == 200);
  peer.send(get);
  server.next()->respond({200, {}, "next"});
  CHECK(peer.answer().body == "next");
}

TEST_CASE("a stream that is dropped before its end is cut", "[stream]") {
  OpenServer server;
  Peer peer(server->port());
  peer.send(get);
  auto stream = server.next();
  stream->begin_stream(200, {});
  stream->write("half");
  CHECK(peer.read_until("half").ends_with("half"));
  stream.reset();
  CHECK(peer.read_all().find("0\r\n") == std::string::npos);
}

TEST_CASE("abort cuts the connection", "[stream]") {
  OpenServer server;
  Peer peer(server->port());
  peer.send(get);
  const auto exchange = server.next();
  Calls calls;
  exchange->on_disconnect(calls.counter());
  exchange->abort();
  CHECK(peer.read_all().empty());
  CHECK(eventually([&] { return calls.count() == 1; }));
  exchange->abort();
}

TEST_CASE("what several threads write arrives whole, and in the order of each", "[stream]") {
  OpenServer server;
  Peer peer(server->port());
  peer.send(get);
  const auto stream = server.next();
  stream->begin_stream(200, {});
  {
    std::vector<std::jthread> writers;
    for (int writer = 0; writer < 4; ++writer) {
      writers.emplace_back([&, writer] {
        for (int i = 0; i < 500; ++i) stream->write(std::to_string(writer) + ' ' + std::to_string(i) + '\n');
      });
    }
  }
  stream->end();
  std::array<int, 4> next{};
  std::istringstream lines(peer.answer().body);
  int writer = 0;
  int number = 0;
  while (lines >> writer >> number) CHECK(next.at(static_cast<std::size_t>(writer))++ == number);
  CHECK(next == std::array{500, 500, 500, 500});
}

TEST_CASE("a peer that reads nothing is dropped when too much waits for it", "[stream]") {
  ServerOptions options;
  options.max_buffered = 100'000;
  OpenServer server(options);
  Peer peer(server->port(), 4096);
  peer.send(get);
  const auto stream = server.next();
  Calls calls;
  stream->on_disconnect(calls.counter());
  stream->begin_stream(200, {});
  const std::string chunk(10'000, 'x');
  std::size_t most = 0;
  CHECK(eventually([&] {
    most = std::max(most, stream->buffered());
    return !stream->write(chunk);
  }));
  CHECK(most < 120'000);
  CHECK(eventually([&] { return calls.count() == 1; }));
  CHECK(stream->disconnected());
  CHECK(eventually([&] { return server->connections() == 0; }));
}

TEST_CASE("a slow reader gets all of it as long as the writer waits for it", "[stream]") {
  ServerOptions options;
  options.max_buffered = 100'000;
  OpenServer server(options);
  Peer peer(server->port(), 4096);
  peer.send(get);
  const auto stream = server.next();
  stream->begin_stream(200, {});
  std::jthread writer([&] {
    const std::string chunk(50'000, 'x');
    for (int i = 0; i < 100; ++i) {
      eventually([&] { return stream->buffered() < 50'000; });
      stream->write(chunk);
    }
    stream->end();
  });
  CHECK(peer.answer().body.size() == 5'000'000);
}

TEST_CASE("what a peer sends during a stream waits for its turn", "[stream]") {
  OpenServer server;
  Peer peer(server->port());
  peer.send(get);
  const auto stream = server.next();
  stream->begin_stream(200, {});
  peer.send("garbage, not HTTP\r\n");
  CHECK(stream->write("a"));
  CHECK(peer.read_until("a\r\n").ends_with("a\r\n"));
  stream->end();
  CHECK(peer.read_until("0\r\n\r\n") == "0\r\n\r\n");
  CHECK(peer.answer().status == 400);
}

TEST_CASE("a peer that sends without end during a stream is dropped", "[stream]") {
  ServerOptions options;
  options.max_body_bytes = 100'000;
  OpenServer server(options);
  Peer peer(server->port());
  peer.send(get);
  const auto stream = server.next();
  stream->begin_stream(200, {});
  const std::string garbage(100'000, 'x');
  CHECK(eventually([&] {
    peer.send(garbage);
    return stream->disconnected();
  }));
}

}  // namespace
}  // namespace cancel::http
