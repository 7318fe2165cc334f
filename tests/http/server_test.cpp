#include <catch2/catch.hpp>
#include <thread>

#include "scene.hpp"

namespace cancel::http {
namespace {

using namespace testing;

TEST_CASE("a request reaches the handler as it was sent", "[server]") {
  OpenServer server;
  Peer peer(server->port());
  peer.send("PATCH /a%20b?c=d HTTP/1.1\r\nHost: x:1\r\nAccept: a\r\naccept: b\r\nContent-Length: 2\r\n\r\nhi");
  const auto exchange = server.next();
  REQUIRE(exchange);
  const Request request = server.requests().front();
  CHECK(request.method == "PATCH");
  CHECK(request.target == "/a%20b?c=d");
  CHECK(request.path == "/a%20b");
  CHECK(request.query == "c=d");
  CHECK(request.headers.find("host") == "x:1");
  CHECK(request.headers.count("ACCEPT") == 2);
  CHECK(request.body == "hi");
  CHECK(request.remote_address == "127.0.0.1");
  CHECK(request.remote_port != 0);
  CHECK(exchange->respond({201, {{"X-Answer", "yes"}}, "done"}));
  const Answer answer = peer.answer();
  CHECK(answer.head.starts_with("HTTP/1.1 201 Created\r\nDate: "));
  CHECK(answer.head.find("\r\nX-Answer: yes\r\n") != std::string::npos);
  CHECK(answer.body == "done");
}

TEST_CASE("every method reaches the handler", "[server]") {
  Server server({}, echo);
  Peer peer(server.port());
  for (const std::string method : {"GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "HEAD"}) {
    peer.send(method + " / HTTP/1.1\r\nHost: a\r\n\r\n");
    const Answer answer = peer.answer(method == "HEAD");
    CHECK(answer.status == 200);
    if (method != "HEAD") CHECK(answer.body == method + " / [] ");
  }
  peer.send("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(peer.answer().body == "OPTIONS * [] ");
}

TEST_CASE("one connection serves request after request", "[server]") {
  Server server({}, echo);
  Peer peer(server.port());
  for (int i = 0; i < 100; ++i) {
    peer.send("GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\n\r\n");
    REQUIRE(peer.answer().body == "GET /" + std::to_string(i) + " [] ");
  }
  CHECK(server.connections() == 1);
  peer.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  CHECK(peer.answer().head.find("\r\nConnection: close\r\n") != std::string::npos);
  CHECK(peer.read_all().empty());
  peer.close();
  CHECK(eventually([&] { return server.connections() == 0; }));
}

TEST_CASE("requests sent ahead are answered one by one, in their order", "[server]") {
  OpenServer server;
  Peer peer(server->port());
  peer.send(
      "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nxGET /3 HTTP/1.1\r\n");
  const auto first = server.next();
  REQUIRE(first);
  peer.send("Host: a\r\n\r\n");
  CHECK(server.requests().size() == 1);
  first->respond({200, {}, "one"});
  CHECK(peer.answer().body == "one");
  server.next()->respond({200, {}, "two"});
  server.next()->respond({200, {}, "three"});
  CHECK(peer.answer().body == "two");
  CHECK(peer.answer().body == "three");
  CHECK(server.requests()[1].body == "x");
}

TEST_CASE("thousands of requests in one write do not overflow anything", "[server]") {
  Server server({}, echo);
  Peer peer(server.port());
  std::string all;
  for (int i = 0; i < 3000; ++i) all += get;
  std::thread sender([&] { peer.send(all); });
  for (int i = 0; i < 3000; ++i) REQUIRE(peer.answer().status == 200);
  sender.join();
}

TEST_CASE("a body comes whole, at once or byte by byte, in chunks or not", "[server]") {
  Server server({}, echo);
  Peer peer(server.port());
  const std::string request =
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1;x=y\r\nc\r\n0\r\n\r\n";
  peer.send(request);
  CHECK(peer.answer().body == "POST / [] abc");
  peer.send_slowly(request);
  CHECK(peer.answer().body == "POST / [] abc");
  const std::string large(4 * 1024 * 1024, 'x');
  peer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(large.size()) + "\r\n\r\n" + large);
  CHECK(peer.answer().body == "POST / [] " + large);
}

TEST_CASE("a peer that asks first is told to go on", "[server]") {
  Server server({}, echo);
  Peer peer(server.port());
  peer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  CHECK(peer.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  peer.send("ab");
  CHECK(peer.answer().body == "POST / [] ab");
}

TEST_CASE("HTTP/1.0 is answered, and its connection closed", "[server]") {
  Server server({}, [](const Request& request, const std::shared_ptr<Exchange>& exchange) {
    if (request.path != "/stream") return echo(request, exchange);
    exchange->begin_stream(200, {});
    exchange->write("ab");
    exchange->write("c");
    exchange->end();
  });
  Peer peer(server.port());
  peer.send("GET /a HTTP/1.0\r\n\r\n");
  CHECK(peer.read_all().ends_with("\r\n\r\nGET /a [] "));
  Peer streaming(server.port());
  streaming.send("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const std::string all = streaming.read_all();
  CHECK(all.ends_with("Connection: close\r\n\r\nabc"));
  CHECK(all.find("chunked") == std::string::npos);
}

TEST_CASE("an answer without a body has none", "[server]") {
  Server server({}, [](const Request& request, const std::shared_ptr<Exchange>& exchange) {
    if (request.path == "/204")
      exchange->respond({204, {}, "ignored"});
    else
      exchange->respond({200, {}, "four"});
  });
  Peer peer(server.port());
  peer.send("GET /204 HTTP/1.1\r\nHost: a\r\n\r\nHEAD / HTTP/1.1\r\nHost: a\r\n\r\n" + get);
  CHECK(peer.answer().head.find("Content-Length") == std::string::npos);
  CHECK(peer.answer(true).head.find("Content-Length: 4\r\n") != std::string::npos);
  CHECK(peer.answer().body == "four");
}

TEST_CASE("no answer can split its own header", "[server]") {
  Server server({}, [](const Request&, const std::shared_ptr<Exchange>& exchange) {
    exchange->respond({200,
                       {{"X-Name", "a\r\nSet-Cookie: b\r\n\r\n<html>"},
                        {"Bad: name\r\nX", "c"},
                        {"Content-Length", "9999"},
                        {"transfer-encoding", "chunked"}},
                       "ok"});
  });
  Peer peer(server.port());
  peer.send(get);
  const Answer answer = peer.answer();
  CHECK(answer.body == "ok");
  CHECK(answer.head.find("X-Name: a  Set-Cookie: b    <html>\r\n") != std::string::npos);
  CHECK(answer.head.find("Bad") == std::string::npos);
  CHECK(answer.head.find("9999") == std::string::npos);
  CHECK(answer.head.find("chunked") == std::string::npos);
}

TEST_CASE("answers come from any thread", "[server]") {
  OpenServer server;
  std::vector<Peer> peers;
  for (int i = 0; i < 20; ++i) {
    peers.emplace_back(server->port());
    peers.back().send("GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\n\r\n");
  }
  {
    std::vector<std::jthread> workers;
    for (int i = 0; i < 20; ++i) {
      workers.emplace_back([exchange = server.next()] { exchange->respond({200, {}, "from elsewhere"}); });
    }
  }
  for (Peer& peer : peers) CHECK(peer.answer().body == "from elsewhere");
}

TEST_CASE("an exchange is answered once", "[server]") {
  OpenServer server;
  Peer peer(server->port());
  peer.send(get);
  const auto exchange = server.next();
  CHECK_FALSE(exchange->write("too early"));
  CHECK_FALSE(exchange->end());
  CHECK(exchange->respond({200, {}, "first"}));
  CHECK_FALSE(exchange->respond({200, {}, "second"}));
  CHECK_FALSE(exchange->begin_stream(200, {}));
  CHECK_FALSE(exchange->write("more"));
  CHECK(peer.answer().body == "first");
}

TEST_CASE("an exchange that is dropped, and a handler that throws, become 500", "[server]") {
  Server server({}, [](const Request& request, const std::shared_ptr<Exchange>&) {
    if (request.path == "/throw") throw std::runtime_error("oops");
  });
  Peer peer(server.port());
  peer.send(get);
  CHECK(peer.answer().status == 500);
  peer.send("GET /throw HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(peer.answer().status == 500);
}

TEST_CASE("malformed requests get 400, and the server goes on", "[server]") {
  Server server({}, echo);
  for (const std::string bytes : {"hello\r\n", "GET / HTTP/1.1\r\n\r\n", "\x16\x03\x01\x02\x01\xfc\x03\x03\r\n",
                                  "GET / HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n", "GET / HTTP/9\r\n\r\n", "\n"}) {
    Peer peer(server.port());
    peer.send(bytes + std::string(100'000, 'x'));
    const Answer answer = peer.answer();
    CHECK(answer.status == 400);
    CHECK(peer.read_all().empty());
  }
  Peer peer(server.port());
  peer.send(get);
  CHECK(peer.answer().status == 200);
}

}  // namespace
}  // namespace cancel::http
