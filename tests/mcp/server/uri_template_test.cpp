#include <catch2/catch.hpp>

#include "server/uri_template.hpp"

namespace cancel::mcp::detail {

TEST_CASE("a template takes its variables out of a URI", "[uri_template]") {
  const UriTemplate data("test://template/{id}/data");
  CHECK(data.match("test://template/123/data") == Labels{{"id", "123"}});
  CHECK(data.match("test://template/a%20b/data") == Labels{{"id", "a b"}});
  CHECK(data.match("test://template/a%2/data") == Labels{{"id", "a%2"}});
  CHECK(data.match("test://template/data/data") == Labels{{"id", "data"}});
  CHECK_FALSE(data.match("test://template//data"));
  CHECK_FALSE(data.match("test://template/1/2/data"));
  CHECK_FALSE(data.match("test://template/1/data/"));
  CHECK_FALSE(data.match("test://template/1/dat"));
  CHECK_FALSE(data.match("test://template/"));
  CHECK_FALSE(data.match(""));
  CHECK_FALSE(data.match("test://template/1?x/data"));
}

TEST_CASE("a template may have several variables, or none", "[uri_template]") {
  const UriTemplate two("{scheme}://host/{name}.{ending}");
  CHECK(two.match("http://host/a.b.c") == Labels{{"scheme", "http"}, {"name", "a"}, {"ending", "b.c"}});
  CHECK_FALSE(two.match("http://host/ab"));
  CHECK_FALSE(two.match("://host/a.b"));
  CHECK(UriTemplate("plain").match("plain") == Labels{});
  CHECK_FALSE(UriTemplate("plain").match("plainer"));
  CHECK(UriTemplate("{all}").match("x") == Labels{{"all", "x"}});
}

TEST_CASE("what is more than the first level is refused", "[uri_template]") {
  for (const char* text :
       {"a/{+path}", "{?query}", "{a}{b}", "{", "}", "a{b", "a}b", "{}", "{a b}", "{a}/{a}", "{a*}"}) {
    INFO(text);
    CHECK_THROWS_AS(UriTemplate(text), std::invalid_argument);
  }
}

TEST_CASE("a long URI costs no more than its length", "[uri_template]") {
  const UriTemplate many("{a}x{b}x{c}x{d}x{e}y");
  CHECK_FALSE(many.match(std::string(1'000'000, 'x')));
}

}  // namespace cancel::mcp::detail
