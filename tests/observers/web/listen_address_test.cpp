#include "web/listen_address.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>

using cancel::web::ListenAddress;
using Catch::Matchers::Contains;

TEST_CASE("an address to listen on is a host and a port", "[web]") {
  CHECK(ListenAddress::parse("127.0.0.1:9470") == ListenAddress{"127.0.0.1", 9470});
  CHECK(ListenAddress::parse("localhost:0") == ListenAddress{"localhost", 0});
  CHECK(ListenAddress::parse("0.0.0.0:65535") == ListenAddress{"0.0.0.0", 65535});
  CHECK(ListenAddress::parse("[::1]:80") == ListenAddress{"::1", 80});
}

TEST_CASE("a port alone is one that this machine alone reaches", "[web]") {
  const auto address = ListenAddress::parse(":8470");
  CHECK(address == ListenAddress{"127.0.0.1", 8470});
  CHECK(address.is_loopback());
}

TEST_CASE("what is no address to listen on is refused, and quoted", "[web]") {
  for (const std::string text : {"",
                                 "9470",
                                 "localhost",
                                 "127.0.0.1",
                                 "127.0.0.1:",
                                 "127.0.0.1:x",
                                 "127.0.0.1:65536",
                                 "127.0.0.1:-1",
                                 "127.0.0.1:+1",
                                 "127.0.0.1: 1",
                                 "127.0.0.1:1 ",
                                 "127.0.0.256:1",
                                 "[::1]",
                                 "::1",
                                 "[::1:80",
                                 "[127.0.0.1]:80",
                                 "[]:1",
                                 "[:1",
                                 "example.org:80",
                                 "a b:1",
                                 "http://127.0.0.1:80"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(ListenAddress::parse(text), std::invalid_argument);
    CHECK_THROWS_WITH(ListenAddress::parse(text), Contains("'" + text + "'"));
  }
  CHECK_THROWS_WITH(ListenAddress::parse("::1:80"), Contains("brackets"));
  CHECK_THROWS_WITH(ListenAddress::parse("\x1b[2J:80"), Contains("\\x1b"));
  CHECK_THROWS_AS(ListenAddress::parse(std::string("127.0.0.1\0x:80", 14)), std::invalid_argument);
}

TEST_CASE("loopback is what this machine alone reaches", "[web]") {
  for (const std::string text : {"127.0.0.1:1", "127.8.9.1:1", "localhost:1", "[::1]:1", "[0:0::1]:1"}) {
    CAPTURE(text);
    CHECK(ListenAddress::parse(text).is_loopback());
  }
  for (const std::string text : {"0.0.0.0:1", "192.168.1.1:1", "[::]:1", "[fe80::1]:1", "128.0.0.1:1"}) {
    CAPTURE(text);
    CHECK_FALSE(ListenAddress::parse(text).is_loopback());
  }
}

TEST_CASE("an address is written as a URL that a browser opens", "[web]") {
  CHECK(ListenAddress::parse("127.0.0.1:9470").url() == "http://127.0.0.1:9470/");
  CHECK(ListenAddress::parse("[::1]:9470").url() == "http://[::1]:9470/");
  CHECK(ListenAddress::parse("0.0.0.0:9470").url() == "http://127.0.0.1:9470/");
  CHECK(ListenAddress::parse("[::]:9470").url() == "http://[::1]:9470/");
  CHECK(ListenAddress::parse("[::]:9470").text() == "[::]:9470");
}
