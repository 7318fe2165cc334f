#include <atomic>
#include <catch2/catch.hpp>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tools/input_schema.hpp"

namespace cancel::mcp {
namespace {

// An object whose member `v` is described by `schema`, with more of the outer schema in `beside`.
InputSchema of(const std::string& schema, const std::string& beside = "") {
  return InputSchema(JsonText::written(R"({"type":"object","properties":{"v":)" + schema + "}" + beside + "}"));
}

std::optional<std::string> check(const InputSchema& schema, const std::string& value) {
  const JsonDocument arguments = parse_json(R"({"v":)" + value + "}");
  return schema.check(arguments);
}

bool fits(const InputSchema& schema, const std::string& value) {
  return !check(schema, value).has_value();
}

std::string refusal(const std::string& schema) {
  try {
    InputSchema{JsonText::written(schema)};
  } catch (const std::invalid_argument& wrong) {
    return wrong.what();
  }
  return {};
}

TEST_CASE("the plain rules of a schema are checked", "[schema]") {
  struct Rule {
    const char* schema;
    const char* good;
    const char* bad;
  };
  const std::vector<Rule> rules{
      {R"({"type":"string"})", R"("a")", "1"},
      {R"({"type":["string","null"]})", "null", "1"},
      {R"({"type":"integer"})", "1", "1.5"},
      {R"({"enum":["a",1]})", "1", R"("1")"},
      {R"({"const":{"a":[1]}})", R"({"a":[1]})", R"({"a":[2]})"},
      {R"({"multipleOf":5})", "10", "11"},
      {R"({"minimum":1,"maximum":3})", "3", "4"},
      {R"({"exclusiveMinimum":1})", "2", "1"},
      {R"({"exclusiveMaximum":1})", "0", "1"},
      {R"({"minLength":2,"maxLength":2})", R"("äö")", R"("a")"},
      {R"({"pattern":"^a+$"})", R"("aa")", R"("ab")"},
      {R"({"items":{"type":"integer"},"maxItems":2})", "[1,2]", "[1,2,3]"},
      {R"({"items":{"type":"integer"}})", "[]", R"([1,"2"])"},
      {R"({"contains":{"const":1}})", "[0,1]", "[0]"},
      {R"({"uniqueItems":true})", "[1,2]", "[1,1]"},
      {R"({"required":["a"]})", R"({"a":1})", "{}"},
      {R"({"properties":{"a":{}},"additionalProperties":false})", R"({"a":1})", R"({"b":1})"},
      {R"({"patternProperties":{"^x-":{"type":"string"}}})", R"({"x-a":"","y":1})", R"({"x-a":1})"},
      {R"({"propertyNames":{"pattern":"^[a-z]+$"}})", R"({"a":1})", R"({"A":1})"},
      {R"({"minProperties":1,"maxProperties":1})", R"({"a":1})", "{}"},
      {R"({"allOf":[{"minimum":1},{"maximum":2}]})", "1", "3"},
      {R"({"anyOf":[{"type":"string"},{"minimum":1}]})", R"("")", "0"},
      {R"({"oneOf":[{"minimum":1},{"minimum":2}]})", "1", "2"},
      {R"({"not":{"type":"string"}})", "1", R"("")"},
      {R"({"if":{"type":"string"},"then":{"minLength":1},"else":{"minimum":1}})", "1", R"("")"},
      {"true", "1", nullptr},
      {"false", nullptr, "1"},
  };
  for (const Rule& rule : rules) {
    INFO(rule.schema);
    const InputSchema schema = of(rule.schema);
    if (rule.good != nullptr) CHECK(fits(schema, rule.good));
    if (rule.bad != nullptr) CHECK_FALSE(fits(schema, rule.bad));
  }
}

TEST_CASE("newer words of schemas are understood", "[schema]") {
  const InputSchema tuple = of(R"({"prefixItems":[{"type":"string"},{"type":"integer"}],"items":false})");
  CHECK(fits(tuple, R"(["a",1])"));
  CHECK_FALSE(fits(tuple, R"([1,"a"])"));
  CHECK_FALSE(fits(tuple, R"(["a",1,2])"));
  CHECK(fits(of(R"({"prefixItems":[{"type":"string"}]})"), R"(["a",1])"));
  const InputSchema dependent =
      of(R"({"dependentRequired":{"a":["b"]},"dependentSchemas":{"c":{"required":["d"]}},"dependencies":{"e":["f"]}})");
  CHECK(fits(dependent, R"({"a":1,"b":1,"c":1,"d":1,"e":1,"f":1})"));
  CHECK_FALSE(fits(dependent, R"({"a":1})"));
  CHECK_FALSE(fits(dependent, R"({"c":1})"));
  CHECK_FALSE(fits(dependent, R"({"e":1})"));
}

TEST_CASE("older words of schemas are understood, too", "[schema]") {
  const InputSchema tuple = of(R"({"items":[{"type":"string"}],"additionalItems":{"type":"integer"}})");
  CHECK(fits(tuple, R"(["a",1])"));
  CHECK_FALSE(fits(tuple, R"(["a","b"])"));
  CHECK_FALSE(fits(of(R"({"$ref":"#/definitions/n"})", R"(,"definitions":{"n":{"type":"integer"}})"), R"("a")"));
}

TEST_CASE("words that are not known, or say nothing of the value, are passed over", "[schema]") {
  CHECK(fits(of(R"({"type":"string","format":"date","title":"T","default":1,"x-own":{"$ref":"#/none"},"id":"x"})"),
             R"("no date")"));
  CHECK(fits(of(R"({"unevaluatedProperties":false,"minContains":3,"then":{"const":1}})"), "{}"));
}

TEST_CASE("references within a schema are followed", "[schema]") {
  const std::string defs = R"(,"$defs":{"n":{"type":"integer"},"a/b~c%":{"$anchor":"named","type":"string"}})";
  CHECK(fits(of(R"({"$ref":"#/$defs/n"})", defs), "1"));
  CHECK_FALSE(fits(of(R"({"$ref":"#/$defs/n"})", defs), R"("1")"));
  CHECK_FALSE(fits(of(R"({"$ref":"#/$defs/a~1b~0c%25"})", defs), "1"));
  CHECK_FALSE(fits(of(R"({"$ref":"#named"})", defs), "1"));
  CHECK_FALSE(fits(of(R"({"$ref":"#/$defs/n","minimum":5})", defs), "1"));
  CHECK(fits(of(R"({"$ref":"#/$defs/n","minimum":5})", defs), "5"));
  CHECK_FALSE(fits(of(R"({"$ref":"https://a/s#/$defs/n"})", defs + R"(,"$id":"https://a/s")"), R"("1")"));
  CHECK_FALSE(fits(of(R"({"items":{"$ref":"#/properties/v/$defs/n"},"$defs":{"n":{"type":"integer"}}})"), R"(["1"])"));
}

TEST_CASE("a schema may refer to itself", "[schema]") {
  const InputSchema tree = of(R"({"$ref":"#/$defs/node"})",
                              R"(,"$defs":{"node":{"type":"object","required":["n"],"properties":{)"
                              R"("n":{"type":"integer"},"below":{"type":"array","items":{"$ref":"#/$defs/node"}}}}})");
  CHECK(fits(tree, R"({"n":1,"below":[{"n":2,"below":[{"n":3}]}]})"));
  CHECK_FALSE(fits(tree, R"({"n":1,"below":[{"n":2,"below":[{"n":"3"}]}]})"));
  const InputSchema root = of(R"({"$ref":"#"})", R"(,"additionalProperties":false)");
  CHECK(fits(root, R"({"v":{"v":{}}})"));
  CHECK_FALSE(fits(root, R"({"v":{"w":{}}})"));
}

TEST_CASE("references that lead nowhere, out, or only to themselves are refused", "[schema]") {
  const auto with = [](const std::string& reference, const std::string& defs = "{}") {
    return refusal(R"({"type":"object","properties":{"v":{"$ref":")" + reference + R"("}},"$defs":)" + defs + "}");
  };
  CHECK_THAT(with("#/$defs/none"), Catch::Contains("leads nowhere"));
  CHECK_THAT(with("#none"), Catch::Contains("leads nowhere"));
  CHECK_THAT(with("https://example.com/schema"), Catch::Contains("leads out"));
  CHECK_THAT(with("other.json#/a"), Catch::Contains("leads out"));
  CHECK_THAT(with("#/$defs/a", R"({"a":{"$ref":"#/$defs/a"}})"), Catch::Contains("back to itself"));
  CHECK_THAT(with("#/$defs/a", R"({"a":{"allOf":[{"$ref":"#/$defs/b"}]},"b":{"not":{"$ref":"#/$defs/a"}}})"),
             Catch::Contains("back to itself"));
  CHECK_THAT(refusal(R"({"type":"object","$ref":"#"})"), Catch::Contains("back to itself"));
  CHECK_FALSE(with("#/type").empty());
}

TEST_CASE("what is no schema for arguments is refused", "[schema]") {
  for (const char* wrong :
       {"[]", "true", "{}", R"({"type":"array"})", R"({"type":["object"]})", "{nonsense",
        R"({"type":"object","properties":[]})", R"({"type":"object","properties":{"a":1}})",
        R"({"type":"object","properties":{"a":{"type":"text"}}})", R"({"type":"object","required":1})",
        R"({"type":"object","properties":{"a":{"pattern":"("}}})",
        R"({"type":"object","properties":{"a":{"pattern":1}}})", R"({"type":"object","patternProperties":{"(":{}}})",
        R"({"type":"object","allOf":{}})", R"({"type":"object","$ref":1})",
        R"({"type":"object","dependentRequired":[]})"}) {
    INFO(wrong);
    CHECK_FALSE(refusal(wrong).empty());
  }
}

TEST_CASE("what does not fit is told with its place", "[schema]") {
  const InputSchema schema = of(R"({"type":"array","items":{"type":"object","properties":{"n":{"pattern":"^a"}}}})");
  CHECK_THAT(*check(schema, R"([{},{"n":"b"}])"),
             Catch::Contains(R"(arguments[v][1][n]: Does not match the pattern "^a".)"));
  CHECK_THAT(*check(schema, R"([{"n":"b"}])"), !Catch::Contains("associated"));
  CHECK_THAT(*check(of("false"), "1"), Catch::Contains("arguments: Failed to validate") && Catch::Contains("'v'"));
}

TEST_CASE("what is told is short, whatever was sent, and whole characters", "[schema]") {
  const InputSchema schema = of(R"({"additionalProperties":false})");
  std::string members;
  for (int number = 0; number < 100; ++number) {
    members += (number > 0 ? "," : "") + std::string("\"") + std::to_string(number);
    for (int count = 0; count < 300; ++count) members += "ä";
    members += "\":1";
  }
  const std::string told = *check(schema, "{" + members + "}");
  CHECK(told.size() < 6'000);
  CHECK_NOTHROW(parse_json("\"" + [&] {
    std::string escaped;
    for (const char character : told) escaped += character == '"' || character == '\n' ? ' ' : character;
    return escaped;
  }() + "\""));
}

TEST_CASE("arguments that are made to exhaust the stack do not fit", "[schema]") {
  const InputSchema nested = of(R"({"$ref":"#/$defs/a"})", R"(,"$defs":{"a":{"items":{"$ref":"#/$defs/a"}}})");
  CHECK(fits(nested, std::string(150, '[') + std::string(150, ']')));
  const InputSchema pattern = of(R"({"pattern":"^(a|b)*$"})");
  CHECK(fits(pattern, "\"" + std::string(1'000, 'a') + "\""));
  CHECK_FALSE(fits(pattern, "\"" + std::string(1'000'000, 'a') + "\""));
  const InputSchema names = of(R"({"patternProperties":{"^(a|b)*$":{}}})");
  CHECK(fits(names, R"({"a":1})"));
  CHECK_FALSE(fits(names, R"({")" + std::string(1'000'000, 'a') + R"(":1})"));
}

TEST_CASE("one schema checks for several threads", "[schema]") {
  const InputSchema schema = of(R"({"type":"string","pattern":"^a+$"})");
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int number = 0; number < 4; ++number) {
    threads.emplace_back([&] {
      for (int count = 0; count < 200; ++count) {
        if (!fits(schema, R"("aaa")") || fits(schema, R"("b")")) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
}

}  // namespace
}  // namespace cancel::mcp
