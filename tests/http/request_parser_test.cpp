#include "request_parser.hpp"

#include <catch2/catch.hpp>
#include <random>

namespace cancel::http {
namespace {

constexpr RequestLimits limits{300, 5, 50};
const std::string host = "Host: a\r\n";

RequestParser fed(std::string_view bytes) {
  RequestParser parser(limits);
  parser.feed(bytes);
  return parser;
}

int status_of(std::string_view bytes) {
  return fed(bytes).status();
}

TEST_CASE("a request is read, wherever it is cut", "[parser]") {
  const std::string text =
      "\r\nPOST /a/b?c=d HTTP/1.1\r\nhost: a\r\nX: \t1 2 \r\nX:\r\nTransfer-Encoding: Chunked\r\n\r\n"
      "3;ext=\"x\"\r\nabc\r\n0A ;y\r\n0123456789\r\n00\r\nTrailer: x\r\n\r\n";
  const std::string next = "GET /";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    RequestParser parser(limits);
    CHECK(parser.feed(text.substr(0, cut)) == cut);
    CHECK(parser.complete() == (cut == text.size()));
    CHECK(parser.feed(text.substr(cut) + next) == text.size() - cut);
    REQUIRE(parser.complete());
    const Request request = parser.take();
    CHECK(request.method == "POST");
    CHECK(request.target == "/a/b?c=d");
    CHECK(request.path == "/a/b");
    CHECK(request.query == "c=d");
    CHECK(request.headers.all("x") == std::vector<std::string_view>{"1 2", ""});
    CHECK(request.body == "abc0123456789");
  }
}

TEST_CASE("a body has the length it says", "[parser]") {
  auto parser = fed("PUT / HTTP/1.1\r\n" + host + "Content-Length: 003\r\n\r\nabcd");
  REQUIRE(parser.complete());
  CHECK(parser.take().body == "abc");
  CHECK(fed("POST / HTTP/1.1\r\n" + host + "Content-Length: 0\r\n\r\n").complete());
  CHECK(fed("GET / HTTP/1.1\r\n" + host + "\r\n").complete());
}

TEST_CASE("an absolute target replaces the Host field", "[parser]") {
  auto parser = fed("GET HTTP://b:81?q HTTP/1.1\r\n" + host + "\r\n");
  REQUIRE(parser.complete());
  const Request request = parser.take();
  CHECK(request.target == "/?q");
  CHECK(request.path == "/");
  CHECK(request.query == "q");
  CHECK(request.headers.all("Host") == std::vector<std::string_view>{"b:81"});
}

TEST_CASE("a connection stays open by default from HTTP/1.1 on", "[parser]") {
  CHECK(fed("GET / HTTP/1.1\r\n" + host + "\r\n").keep_alive());
  CHECK_FALSE(fed("GET / HTTP/1.1\r\nConnection: x, Close\r\n" + host + "\r\n").keep_alive());
  CHECK_FALSE(fed("GET / HTTP/1.0\r\n\r\n").keep_alive());
  CHECK(fed("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").keep_alive());
  CHECK_FALSE(fed("GET / HTTP/1.0\r\n\r\n").knows_chunks());
}

TEST_CASE("a peer that waits for 100 Continue gets it once, before the body", "[parser]") {
  const std::string head = "POST / HTTP/1.1\r\n" + host + "Expect: 100-Continue\r\n";
  RequestParser parser(limits);
  parser.feed(head + "Content-Length: 2\r\n");
  CHECK_FALSE(parser.take_expectation());
  parser.feed("\r\n");
  CHECK(parser.take_expectation());
  CHECK_FALSE(parser.take_expectation());
  auto ahead = fed(head + "Content-Length: 2\r\n\r\na");
  CHECK_FALSE(ahead.take_expectation());
  auto chunked = fed(head + "Transfer-Encoding: chunked\r\n\r\n");
  CHECK(chunked.take_expectation());
  auto empty = fed(head + "\r\n");
  CHECK_FALSE(empty.take_expectation());
}

TEST_CASE("what is malformed is refused", "[parser]") {
  const std::vector<std::string> lines{"GET / HTTP/1.1\n",
                                       "GET /\r\n",
                                       "GET\r\n",
                                       " GET / HTTP/1.1\r\n",
                                       "GET  HTTP/1.1\r\n",
                                       "GET / HTTP/1.1 \r\n",
                                       "GET / http/1.1\r\n",
                                       "GET / HTTP/11\r\n",
                                       "GET / HTTP/1.x\r\n",
                                       "GET / HTP/1.1\r\n",
                                       "G(T / HTTP/1.1\r\n",
                                       "GET a HTTP/1.1\r\n",
                                       "GET * HTTP/1.1\r\n",
                                       "GET /a b HTTP/1.1\r\n",
                                       "GET /\x7f HTTP/1.1\r\n",
                                       "GET /\xc3\xa4 HTTP/1.1\r\n",
                                       "GET /#a HTTP/1.1\r\n",
                                       "GET ftp://a/ HTTP/1.1\r\n",
                                       "GET http:/// HTTP/1.1\r\n",
                                       "GET http://u@a/ HTTP/1.1\r\n",
                                       std::string("GET /\0 HTTP/1.1\r\n", 17),
                                       "\x16\x03\x01\x02\r\n",
                                       "\r\r\n"};
  for (const std::string& line : lines) {
    INFO(line);
    CHECK(status_of(line) == 400);
  }
  const std::vector<std::string> fields{"\r\n",  // no Host
                                        "Host: a\r\nHost: a\r\n\r\n",
                                        "Host: a\r\nX : 1\r\n",
                                        "Host: a\r\n folded\r\n",
                                        "Host: a\r\n: 1\r\n",
                                        "Host: a\r\nX\r\n",
                                        "Host: a\r\nX: 1\n",
                                        "Host: a\r\nX: \x01\r\n",
                                        "Host: a\r\nX: a\rb\r\n",
                                        std::string("Host: a\r\nX: \0\r\n", 15),
                                        "Host: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
                                        "Host: a\r\nContent-Length: 1, 1\r\n\r\n",
                                        "Host: a\r\nContent-Length: +1\r\n\r\n",
                                        "Host: a\r\nContent-Length: -1\r\n\r\n",
                                        "Host: a\r\nContent-Length: 0x1\r\n\r\n",
                                        "Host: a\r\nContent-Length:\r\n\r\n",
                                        "Host: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"};
  for (const std::string& text : fields) {
    INFO(text);
    CHECK(status_of("POST / HTTP/1.1\r\n" + text) == 400);
  }
  CHECK(status_of("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n") == 400);
}

TEST_CASE("malformed chunks are refused", "[parser]") {
  const std::string head = "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n";
  for (const char* chunks :
       {"\r\n", "x\r\n", "-1\r\n", "+1\r\n", "0x1\r\n", " 1\r\n", "1 \r\n", "1 1\r\n", ";\r\n", "1\n", "1\r\nab",
        "1\r\nab\r\n", "1\r\na\n", "1;\x01\r\n", "0\r\nX\r\n", "0\r\n: x\r\n", "0\r\n\n"}) {
    INFO(chunks);
    const std::string text = chunks;
    CHECK(status_of(head + text + (text.ends_with("b") ? "c\r\n" : "")) == 400);
  }
}

TEST_CASE("what is well-formed but not served has a status of its own", "[parser]") {
  CHECK(status_of("BREW / HTTP/1.1\r\n") == 501);
  CHECK(status_of("get / HTTP/1.1\r\n") == 501);
  CHECK(status_of("CONNECT a:80 HTTP/1.1\r\n") == 501);
  CHECK(status_of("GET / HTTP/2.0\r\n") == 505);
  CHECK(status_of("POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip, chunked\r\n\r\n") == 501);
  CHECK(status_of("POST / HTTP/1.1\r\n" + host + "Expect: magic\r\n\r\n") == 417);
}

TEST_CASE("every limit has its status, at the byte that crosses it", "[parser]") {
  CHECK(status_of("GET /" + std::string(300, 'a')) == 414);
  CHECK(status_of("GET / HTTP/1.1\r\nX: " + std::string(300, 'a')) == 431);
  CHECK(status_of(std::string(302, '\r')) == 414);
  std::string fields = "GET / HTTP/1.1\r\n" + host;
  for (int i = 0; i < 4; ++i) fields += "X: 1\r\n";
  CHECK(fed(fields + "\r\n").complete());
  CHECK(status_of(fields + "X: 1\r\n") == 431);
  const std::string post = "POST / HTTP/1.1\r\n" + host;
  CHECK(fed(post + "Content-Length: 50\r\n\r\n" + std::string(50, 'a')).complete());
  CHECK(status_of(post + "Content-Length: 51\r\n\r\n") == 413);
  CHECK(status_of(post + "Content-Length: 99999999999999999999999999\r\n\r\n") == 413);
  const std::string chunked = post + "Transfer-Encoding: chunked\r\n\r\n";
  CHECK(status_of(chunked + "33\r\n") == 413);
  CHECK(status_of(chunked + "32\r\n" + std::string(50, 'a') + "\r\n1\r\n") == 413);
  CHECK(status_of(chunked + "ffffffffffffffffffffffff\r\n") == 413);
  CHECK(status_of(chunked + "1;" + std::string(1100, 'a')) == 400);
  CHECK(status_of(chunked + "0\r\nX: " + std::string(300, 'a')) == 431);
}

TEST_CASE("many small chunks are no long header", "[parser]") {
  RequestParser parser({300, 5, 10'000});
  parser.feed("POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 1000; ++i) parser.feed("1;x\r\na\r\n");
  parser.feed("0\r\n\r\n");
  REQUIRE(parser.complete());
  CHECK(parser.take().body == std::string(1000, 'a'));
}

TEST_CASE("whatever the bytes, it reads on, is complete or fails", "[parser]") {
  std::mt19937 random(20'24);
  const std::string good = "POST /a?b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n";
  for (int round = 0; round < 20'000; ++round) {
    std::string text = good;
    for (auto changes = random() % 4; changes > 0; --changes)
      text[random() % text.size()] = static_cast<char>(random());
    RequestParser parser(limits);
    std::string_view rest = text;
    while (!rest.empty() && !parser.complete() && !parser.failed()) {
      const auto piece = rest.substr(0, 1 + random() % 20);
      const auto used = parser.feed(piece);
      REQUIRE(used <= piece.size());
      REQUIRE((used == piece.size() || parser.complete() || parser.failed()));
      rest.remove_prefix(used);
    }
    if (parser.failed()) REQUIRE(parser.status() >= 400);
  }
}

}  // namespace
}  // namespace cancel::http
