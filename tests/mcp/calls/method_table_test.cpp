#include <catch2/catch.hpp>
#include <stdexcept>

#include "calls/method_table.hpp"

namespace cancel::mcp {
namespace {

JsonText nothing(RequestContext&, const Json&) {
  return JsonText::written("{}");
}

MethodOptions named(const std::string& name) {
  MethodOptions options;
  options.name = name;
  return options;
}

TEST_CASE("a method is found by its name", "[methods]") {
  MethodTable table;
  table.add(named("a/b"), nothing);
  REQUIRE(table.find("a/b") != nullptr);
  CHECK(table.find("a/b")->options.name == "a/b");
  CHECK(table.find("a") == nullptr);
}

TEST_CASE("a name that is taken or empty, and a method without a handler, are refused", "[methods]") {
  MethodTable table;
  table.add(named("a"), nothing);
  CHECK_THROWS_AS(table.add(named("a"), nothing), std::invalid_argument);
  CHECK_THROWS_AS(table.add(named(""), nothing), std::invalid_argument);
  CHECK_THROWS_AS(table.add(named("b"), {}), std::invalid_argument);
  CHECK(table.find("b") == nullptr);
}

}  // namespace
}  // namespace cancel::mcp
