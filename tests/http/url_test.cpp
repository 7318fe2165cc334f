#include "cancel/http/url.hpp"

#include <catch2/catch.hpp>

#include "cancel/http/authority.hpp"
#include "cancel/http/headers.hpp"

namespace cancel::http {
namespace {

using Segments = std::vector<std::string>;

TEST_CASE("percent signs are decoded, and encoding is their inverse", "[url]") {
  CHECK(percent_decoded("a%20b%2fc%C3%A4") == "a b/c\xc3\xa4");
  CHECK(percent_decoded("") == "");
  CHECK(percent_decoded("+") == "+");
  std::string all;
  for (int c = 1; c < 256; ++c) all.push_back(static_cast<char>(c));
  CHECK(percent_decoded(percent_encoded(all)) == all);
  CHECK(percent_encoded("a b/ä") == "a%20b%2F%C3%A4");
}

TEST_CASE("what is no escape, or stands for NUL, cannot be decoded", "[url]") {
  for (const char* text :
       {"%", "%4", "a%", "%zz", "%4g", "%g4", "%%41", "% 41", "%00", "a%00b", "%-1", "%+1", "%0x41"}) {
    INFO(text);
    CHECK_FALSE(percent_decoded(text));
  }
  CHECK_FALSE(percent_decoded(std::string_view("a\0b", 3)));
}

TEST_CASE("a path falls into its parts", "[url]") {
  CHECK(path_segments("/") == Segments{});
  CHECK(path_segments("/a/b%20c") == Segments{"a", "b c"});
  CHECK(path_segments("//a///b/") == Segments{"a", "b"});
  CHECK(path_segments("/...") == Segments{"..."});
}

TEST_CASE("no path leaves its folder", "[url]") {
  for (const char* path : {"", "a", "/..", "/a/../b", "/.", "/%2e%2e", "/%2E./x", "/a%2fb", "/a%2Fb", "/..%2f",
                           "/%5c..", "/a\\b", "/%", "/%00", "*"}) {
    INFO(path);
    CHECK_FALSE(path_segments(path));
  }
}

TEST_CASE("a query falls into its parameters", "[url]") {
  const auto query = QueryParameters::parse("a=1&b=two+words&a=%32&&c&=x&d=e=f&%61b=");
  REQUIRE(query);
  CHECK(query->find("a") == "1");
  CHECK(query->all("a") == std::vector<std::string_view>{"1", "2"});
  CHECK(query->find("b") == "two words");
  CHECK(query->find("c") == "");
  CHECK(query->find("") == "x");
  CHECK(query->find("d") == "e=f");
  CHECK(query->find("ab") == "");
  CHECK_FALSE(query->find("A"));
  CHECK(query->parameters().size() == 7);
  CHECK(QueryParameters::parse("")->parameters().empty());
}

TEST_CASE("a query that cannot be decoded is none", "[url]") {
  for (const char* text : {"a=%", "%=1", "a=1&b=%f", "a=%00"}) {
    INFO(text);
    CHECK_FALSE(QueryParameters::parse(text));
  }
}

TEST_CASE("an authority is a host and perhaps a port", "[url]") {
  CHECK(parse_authority("LocalHost:80") == Authority{"localhost", 80});
  CHECK(parse_authority("a-b_c.example") == Authority{"a-b_c.example", std::nullopt});
  CHECK(parse_authority("[0:0::0001]:65535") == Authority{"::1", 65535});
  CHECK(parse_authority("127.0.0.1:0") == Authority{"127.0.0.1", 0});
}

TEST_CASE("what is not exactly an authority is none", "[url]") {
  for (const char* text : {"",       ":80",     "a:",          "a:b",      "a:65536", "a:99999999999999999999",
                           "a:-1",   "a:+1",    "a: 1",        "a b",      " a",      "a ",
                           "u@a",    "u:p@a",   "[::1",        "::1",      "[]",      "[a]",
                           "[::1]x", "[::1]80", "[127.0.0.1]", "[::1%lo]", "a/b",     "a?b",
                           "a#b",    "a,b",     "ä",           "a:80:80",  "a%2e",    "\t",
                           "a\n"}) {
    INFO(text);
    CHECK_FALSE(parse_authority(text));
  }
  CHECK_FALSE(parse_authority(std::string_view("[::1\0]", 6)));
  CHECK_FALSE(parse_authority(std::string_view("localhost\0.evil", 15)));
}

TEST_CASE("header fields are found in any case, and keep their order", "[headers]") {
  Headers headers{{"Accept", "a"}, {"X", "1"}};
  headers.add("accept", "b");
  CHECK(headers.find("ACCEPT") == "a");
  CHECK(headers.all("Accept") == std::vector<std::string_view>{"a", "b"});
  CHECK_FALSE(headers.find("Accep"));
  headers.set("aCCEPT", "c");
  CHECK(headers.count("Accept") == 1);
  CHECK(headers.size() == 2);
  headers.remove("x");
  CHECK(headers.begin()->name == "aCCEPT");
}

TEST_CASE("a token is found in a list, and only as a whole", "[headers]") {
  const Headers headers{{"Connection", "keep-alive , Close"}, {"Connection", "upgrade"}};
  CHECK(headers.has_token("connection", "close"));
  CHECK(headers.has_token("connection", "UPGRADE"));
  CHECK_FALSE(headers.has_token("connection", "keep"));
  CHECK_FALSE(headers.has_token("Accept", "close"));
}

}  // namespace
}  // namespace cancel::http
