#include <array>
#include <catch2/catch.hpp>
#include <random>

#include "tools/input_schema.hpp"
#include "tools/quick_check.hpp"

namespace cancel::mcp {
namespace {

bool surely_fits(const char* schema, const char* value) {
  const JsonDocument rules = parse_json(schema);
  const JsonDocument given = parse_json(value);
  return QuickCheck(rules).surely_fits(given);
}

TEST_CASE("what fits a plain schema is seen quickly", "[quick-check]") {
  const char* schema = R"({"type":"object","required":["name"],"properties":{"name":{"type":"string","maxLength":3},
    "times":{"type":"integer","minimum":1},"tone":{"enum":["warm","cool"]},"list":{"type":"array","items":{}}},
    "additionalProperties":false,"definitions":{"0":{"not":{}}}})";
  CHECK(surely_fits(schema, R"({"name":"äöü"})"));
  CHECK(surely_fits(schema, R"({"name":"a","times":1,"tone":"cool","list":[1,"2",null]})"));
  for (const char* wrong : {"{}", "1", R"({"name":"long"})", R"({"name":1})", R"({"name":"a","times":0})",
                            R"({"name":"a","times":1.0})", R"({"name":"a","tone":"hot"})", R"({"name":"a","other":1})",
                            R"({"name":"a","name":1})", R"({"name":"a","list":{}})"}) {
    INFO(wrong);
    CHECK_FALSE(surely_fits(schema, wrong));
  }
}

TEST_CASE("what is more than plain is left to others", "[quick-check]") {
  for (const char* schema : {"false", "1", R"({"$ref":"#"})", R"({"allOf":[]})", R"({"const":1})", R"({"enum":[1]})",
                             R"({"additionalProperties":{}})", R"({"items":[]})", R"({"checkedPattern":"a"})",
                             R"({"exclusiveMinimum":1})", R"({"minimum":"1"})", R"({"unknown":1})"}) {
    INFO(schema);
    CHECK_FALSE(surely_fits(schema, "1"));
    CHECK_FALSE(surely_fits(schema, "{}"));
  }
  CHECK_FALSE(surely_fits(R"({"maximum":9007199254740992})", "9007199254740993"));
}

// Random schemas, mostly plain, and random values of like shape.
class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  std::string schema(int depth) {
    if (one_in(12)) return one_in(2) ? "true" : "{}";
    std::string keywords = R"("type":)" + type();
    if (one_in(2)) keywords += R"(,"minimum":)" + number() + R"(,"maximum":)" + number();
    if (one_in(4)) keywords += R"(,"enum":["a",)" + std::string(one_in(3) ? "1" : R"("bb")") + "]";
    if (one_in(3)) keywords += R"(,"minLength":)" + std::to_string(random_() % 3);
    if (one_in(3)) keywords += R"(,"maxLength":)" + std::to_string(random_() % 3);
    if (one_in(3)) keywords += R"(,"maxItems":)" + std::to_string(random_() % 3);
    if (one_in(2)) keywords += R"(,"required":[")" + name() + R"("])";
    if (one_in(3)) keywords += R"(,"additionalProperties":)" + std::string(one_in(2) ? "true" : "false");
    if (depth > 0 && one_in(2)) keywords += R"(,"items":)" + schema(depth - 1);
    if (depth > 0) keywords += R"(,"properties":{"a":)" + schema(depth - 1) + R"(,"b":)" + schema(depth - 1) + "}";
    return "{" + keywords + "}";
  }

  std::string value(int depth) {
    switch (random_() % (depth > 0 ? 7 : 5)) {
      case 0:
        return "null";
      case 1:
        return "true";
      case 2:
        return number();
      case 3:
        return one_in(2) ? R"("a")" : R"("äb")";
      case 4:
        return one_in(3) ? "1.5" : R"("")";
      case 5:
        return "[" + value(depth - 1) + (one_in(2) ? "," + value(depth - 1) : "") + "]";
      default:
        return R"({")" + name() + R"(":)" + value(depth - 1) + (one_in(3) ? R"(,"b":)" + value(depth - 1) : "") + "}";
    }
  }

 private:
  bool one_in(unsigned many) { return random_() % many == 0; }
  std::string number() { return std::to_string(static_cast<int>(random_() % 7) - 3); }
  std::string name() { return std::string(1, static_cast<char>('a' + random_() % 3)); }
  std::string type() {
    constexpr std::array<const char*, 8> types{"\"string\"", "\"integer\"", "\"number\"",  "\"array\"",
                                               "\"object\"", "\"null\"",    "\"boolean\"", R"(["string","object"])"};
    return types[random_() % types.size()];
  }

  std::mt19937 random_;
};

TEST_CASE("what is seen to fit quickly fits by all rules", "[quick-check][random]") {
  int seen = 0;
  for (unsigned seed = 0; seed < 300; ++seed) {
    Maker maker(seed);
    const std::string inner = maker.schema(2);
    const JsonDocument rules = parse_json(inner);
    const QuickCheck quick(rules);
    // The same with something that is not plain, so that the rules themselves decide.
    const InputSchema by_all_rules(
        JsonText::written(R"({"type":"object","allOf":[{}],"properties":{"v":)" + inner + "}}"));
    for (int count = 0; count < 30; ++count) {
      const std::string value = maker.value(2);
      if (!quick.surely_fits(parse_json(value))) continue;
      ++seen;
      INFO(inner << "\n" << value);
      REQUIRE_FALSE(by_all_rules.check(parse_json(R"({"v":)" + value + "}")));
    }
  }
  CHECK(seen > 300);
}

}  // namespace
}  // namespace cancel::mcp
