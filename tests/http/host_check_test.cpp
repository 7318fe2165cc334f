#include "cancel/http/host_check.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>

namespace cancel::http {
namespace {

TEST_CASE("a server on loopback is reached under its local names, with any port", "[host]") {
  const HostCheck check = HostCheck::loopback();
  for (const char* host :
       {"localhost", "LOCALHOST:8080", "127.0.0.1", "127.0.0.1:1", "[::1]", "[0:0:0:0:0:0:0:1]:99"}) {
    INFO(host);
    CHECK_FALSE(check.refusal(host, std::nullopt));
    CHECK_FALSE(check.refusal("localhost", std::string("http://") + host));
    CHECK_FALSE(check.refusal("localhost", std::string("https://") + host));
  }
}

TEST_CASE("any other host is refused", "[host]") {
  const HostCheck check = HostCheck::loopback();
  for (const char* host : {"evil.example", "localhost.evil.example", "evil.example:80", "localhost@evil.example",
                           "evil.example#localhost", "localhost.", "127.0.0.1.evil.example", "127.1", "2130706433",
                           "0x7f.1", "0.0.0.0", "[::]", "[::ffff:127.0.0.1]", "localhost, evil.example",
                           "localhost evil.example", "localhost:80:80", "localhost:x", "localhost:", ""}) {
    INFO(host);
    CHECK(check.refusal(host, std::nullopt));
  }
  CHECK(check.refusal(std::nullopt, std::nullopt));
}

TEST_CASE("any other origin is refused, though the host is right", "[host]") {
  const HostCheck check = HostCheck::loopback();
  for (const char* origin :
       {"http://evil.example", "https://localhost.evil.example", "null", "NULL", "", "localhost", "//localhost",
        "http:/localhost", "http://", "http://localhost@evil.example", "http://localhost/", "http://localhost?",
        "file://localhost", "chrome-extension://localhost", "http://localhost http://evil.example", "http://[::1",
        "://localhost"}) {
    INFO(origin);
    CHECK(check.refusal("localhost", origin));
  }
}

TEST_CASE("a refusal says why, and shows nothing that could harm a terminal", "[host]") {
  const HostCheck check = HostCheck::loopback();
  CHECK(check.refusal("Evil.example", std::nullopt) == "the host \"Evil.example\" is not allowed");
  CHECK(check.refusal("a\x1b[2J\"", std::nullopt) == "the host \"a?[2J?\" is malformed");
  CHECK(check.refusal(std::string(100'000, 'a'), std::nullopt)->size() < 200);
  CHECK(check.refusal(std::nullopt, std::nullopt) == "the request names no host");
}

TEST_CASE("an allowed host with a port means that port", "[host]") {
  const HostCheck check({"tools.example:8443", "plain.example:80"});
  CHECK_FALSE(check.refusal("tools.example:8443", std::nullopt));
  CHECK(check.refusal("tools.example", std::nullopt));
  CHECK(check.refusal("tools.example:80", std::nullopt));
  CHECK_FALSE(check.refusal("plain.example", std::nullopt));
  CHECK_FALSE(check.refusal("plain.example", "http://plain.example"));
  CHECK(check.refusal("plain.example", "https://plain.example"));
}

TEST_CASE("origins are allowed by name, with the port of their scheme", "[host]") {
  const HostCheck check({"localhost"}, {"https://app.example", "null"});
  CHECK_FALSE(check.refusal("localhost", "https://APP.example"));
  CHECK_FALSE(check.refusal("localhost", "https://app.example:443"));
  CHECK_FALSE(check.refusal("localhost", "null"));
  CHECK(check.refusal("localhost", "http://app.example"));
  CHECK(check.refusal("localhost", "https://app.example:8443"));
  CHECK(check.refusal("app.example", std::nullopt));
}

TEST_CASE("two fields where one belongs are refused", "[host]") {
  const HostCheck check = HostCheck::loopback();
  CHECK_FALSE(check.refusal(Headers{{"host", "localhost"}, {"ORIGIN", "http://localhost"}}));
  CHECK(check.refusal(Headers{{"Host", "localhost"}, {"Host", "localhost"}}));
  CHECK(
      check.refusal(Headers{{"Host", "localhost"}, {"Origin", "http://localhost"}, {"Origin", "http://evil.example"}}));
}

TEST_CASE("what cannot be an allowed host or origin is a mistake of the configuration", "[host]") {
  CHECK_THROWS_AS(HostCheck({"http://localhost"}), std::invalid_argument);
  CHECK_THROWS_AS(HostCheck({"*"}), std::invalid_argument);
  CHECK_THROWS_AS(HostCheck({}, {"app.example"}), std::invalid_argument);
}

}  // namespace
}  // namespace cancel::http
