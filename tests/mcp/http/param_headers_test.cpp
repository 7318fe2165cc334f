#include "http/param_headers.hpp"

#include <catch2/catch.hpp>

namespace cancel::mcp {
namespace {

const JsonText schema = JsonText::parse(R"({"type":"object","properties":{
  "region":{"type":"string","x-mcp-header":"Region"},
  "count":{"type":"integer","x-mcp-header":"Count"},
  "sure":{"type":"boolean","x-mcp-header":"Sure"},
  "plain":{"type":"string"},
  "deep":{"type":"object","properties":{"er":{"type":"string","x-mcp-header":"Deeper"}}}}})");

std::optional<std::string> fault(const std::string& arguments, const http::Headers& headers) {
  return param_header_fault(param_headers(parse_json(schema.text())), parse_json(arguments), headers);
}

bool accepts(const std::string& argument, const std::string& header) {
  return !fault(R"({"region":")" + argument + "\"}", {{"Mcp-Param-Region", header}});
}

TEST_CASE("a schema says which arguments come as headers, at any depth", "[http]") {
  const auto rules = param_headers(parse_json(schema.text()));
  REQUIRE(rules.size() == 4);
  CHECK(rules[0].header == "Mcp-Param-Region");
  CHECK(rules[3].header == "Mcp-Param-Deeper");
  CHECK(rules[3].path == std::vector<std::string>{"deep", "er"});
  CHECK(param_headers(parse_json("true")).empty());
  CHECK(param_headers(parse_json(R"({"properties":7})")).empty());
}

TEST_CASE("headers that say the same as the arguments are accepted", "[http]") {
  CHECK_FALSE(
      fault(R"({"region":"eu","count":-7,"sure":true,"deep":{"er":"x"},"plain":"y"})", {{"mcp-param-region", " eu "},
                                                                                        {"Mcp-Param-Count", "-7"},
                                                                                        {"Mcp-Param-Sure", "true"},
                                                                                        {"Mcp-Param-Deeper", "x"}}));
  CHECK_FALSE(fault("{}", {}));
  CHECK_FALSE(fault("null", {}));
  CHECK_FALSE(fault(R"({"region":null})", {}));
}

TEST_CASE("headers that are missing, superfluous or different are not", "[http]") {
  CHECK(fault(R"({"region":"eu"})", {}));
  CHECK(fault("{}", {{"Mcp-Param-Region", "eu"}}));
  CHECK(fault(R"({"region":"eu"})", {{"Mcp-Param-Region", "EU"}}));
  CHECK(fault(R"({"count":7})", {{"Mcp-Param-Count", "8"}}));
  CHECK(fault(R"({"sure":false})", {{"Mcp-Param-Sure", "true"}}));
}

TEST_CASE("base64 is read between its marks, and only there", "[http]") {
  CHECK(accepts("Hello", "=?base64?SGVsbG8=?="));
  CHECK(accepts("", "=?base64?\?="));
  CHECK_FALSE(accepts("Hello", "=?base64?SGVsbG8?="));      // no padding
  CHECK_FALSE(accepts("Hello", "=?base64?SGVs!!!bG8=?="));  // no such characters
  CHECK_FALSE(accepts("Hello", "=?base64?SGVs bG8=?="));
  CHECK(accepts("SGVsbG8=", "SGVsbG8="));  // without marks it is what it says
  CHECK(accepts("=?base64?SGVsbG8=", "=?base64?SGVsbG8="));
  CHECK(accepts("SGVsbG8=?=", "SGVsbG8=?="));
  CHECK(accepts("=?base64?=", "=?base64?="));  // the marks overlap
}

}  // namespace
}  // namespace cancel::mcp
