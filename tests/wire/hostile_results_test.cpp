#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "decoding.hpp"
#include "random_source.hpp"
#include "result_shapes.hpp"

// Results that are none: the error says what is wrong with them, and nothing worse happens.

namespace cancel::test {
namespace {

const ResultShape& shape_of(std::string_view method) {
  static const std::vector<ResultShape> shapes = result_shapes();
  for (const ResultShape& shape : shapes) {
    if (shape.method == method) return shape;
  }
  throw std::invalid_argument(std::string(method));
}

template <typename Check>
void for_each_member(Check check) {
  for (const ResultShape& shape : result_shapes()) {
    for (std::size_t index = 0; index < shape.members.size(); ++index) {
      INFO(shape.method << " " << shape.members[index].name);
      check(shape, index, std::string(shape.members[index].name));
    }
  }
}

TEST_CASE("a whole result has no fault", "[decode][hostile]") {
  for (const ResultShape& shape : result_shapes()) CHECK(shape.fault(shape.json()).empty());
}

TEST_CASE("a member that is missing or null is named where the contract demands it", "[decode][hostile]") {
  for_each_member([](const ResultShape& shape, std::size_t index, const std::string& name) {
    const std::string expected = shape.members[index].required ? name + ": missing" : "";
    CHECK(shape.fault(shape.without(index)) == expected);
    CHECK(shape.fault(shape.with(index, "null")) == expected);
  });
}

TEST_CASE("a member of a wrong type is named", "[decode][hostile]") {
  for_each_member([](const ResultShape& shape, std::size_t index, const std::string& name) {
    for (const std::string wrong : {"[[]]", "[7]", R"({"n":7})", "-1.5", "1e400"}) {
      const std::string fault = shape.fault(shape.with(index, wrong));
      INFO(wrong << " -> " << fault);
      if (wrong == "-1.5" && name.ends_with("_time_ms")) continue;
      CHECK((fault.starts_with(name) || fault == "not JSON"));
    }
  });
}

TEST_CASE("a fault deep inside is found by its path", "[decode][hostile]") {
  const auto spoilt = [](std::string_view method, std::string_view part, std::string_view wrong) {
    const ResultShape& shape = shape_of(method);
    std::string json = shape.json();
    json.replace(json.rfind(part), part.size(), wrong);
    return shape.fault(json);
  };
  constexpr std::string_view wrong = "wrong type, range or word";
  const auto unfit = [&](std::string_view path, std::string_view shown = "") {
    return std::string(path).append(": ").append(wrong).append(shown);
  };
  CHECK(spoilt("list", R"("executed")", R"("vanished")") == unfit("tokens[1].state", R"(: "vanished")"));
  CHECK(spoilt("list", R"("timeout")", R"("cosmic \"ray\"")") == unfit("tokens[1].cause", R"(: "cosmic \"ray\"")"));
  CHECK(spoilt("list", R"("id":"p")", R"("id":7)") == "tokens[1].parents[0].id: " + std::string(wrong));
  CHECK(spoilt("list", R"("requestedAt")", R"("other")") == "tokens[1].requestedAt: missing");
  CHECK(spoilt("list", R"("cancelled":true)", R"("cancelled":false)") ==
        "tokens[1].requestedAt: set on a token that is not cancelled");
  CHECK(spoilt("status", R"("active")", "[]") == unfit("operations[1].state"));
  CHECK(spoilt("status", R"("p"})", R"("p"},7)") == "operations[1].parents[1]: not an object");
  CHECK(spoilt("cancelMany", R"("namespace")", R"("other")") == "tokens[1].namespace: missing");
  CHECK(spoilt("events", R"("TokenReleased")", R"("Novel")") == unfit("events[1].type", R"(: "Novel")"));
  CHECK(spoilt("events", R"("a"})", R"("a"},[])") == "events[2]: not an object");
  CHECK(spoilt("events", R"("a"})", R"("a","data":[]})") == "events[1].data: not an object");
  CHECK(spoilt("stats", R"("timeout":1)", R"("whim":1)") ==
        unfit("by_namespace.n.operations_by_reason", R"(: "whim")"));
  CHECK(spoilt("stats", R"("TokenCreated":1)", R"("TokenCreated":-1)") ==
        unfit("by_namespace.n.events_by_type.TokenCreated"));
  CHECK(spoilt("stats", R"("-31001":1)", R"("-31001":-1)") == unfit("rejected_commands.-31001"));
  CHECK(spoilt("stats", R"("-31001":1)", R"("-31001x":1)") == unfit("rejected_commands", R"(: "-31001x")"));
  CHECK(spoilt("stats", "[null,1]", "[null]") == "commits.buckets[1]: is no pair of a bound and a count");
  CHECK(spoilt("stats", "[null,1]", "[null,-1]") == "commits.buckets[1]: is no pair of a bound and a count");
  CHECK(spoilt("stats", R"("seconds_sum")", R"("other")") == "commits.seconds_sum: missing");
  CHECK(spoilt("stats", R"("expired_tokens")", R"("other")") == "by_namespace.n.expired_tokens: missing");
}

TEST_CASE("a long word that is unknown is not repeated", "[decode][hostile]") {
  const std::string word = quoted(repeated("x", 100'000));
  CHECK(shape_of("cancel").fault(shape_of("cancel").with(1, word)) == "state: wrong type, range or word");
}

TEST_CASE("numbers are read to the last digit or refused", "[decode][hostile]") {
  const ResultShape& shape = shape_of("executed");
  for (const std::string number : {"0", "9223372036854775808", "18446744073709551615"}) {
    CHECK(shape.fault(shape.with(0, number)).empty());
  }
  for (const std::string number : {"-1", "1.5", "18446744073709551616", "\"7\"", "true"}) {
    INFO(number);
    CHECK(shape.fault(shape.with(0, number)).starts_with("position: wrong"));
  }
}

TEST_CASE("members that a newer daemon adds are ignored, however deep", "[decode][hostile]") {
  const std::string deep = repeated("[", 100'000) + repeated("]", 100'000);
  for (const ResultShape& shape : result_shapes()) {
    INFO(shape.method);
    CHECK(shape.fault(shape.extended(R"("newer":{"id":[1,{"a":null}]})")).empty());
    CHECK(shape.fault(shape.extended("\"newer\":" + deep)).empty());
  }
  std::string list = shape_of("list").json();
  list.insert(list.find(R"("version")"), R"("newer":[{}],)");
  CHECK(shape_of("list").fault(list).empty());
}

TEST_CASE("a value that is too deep is a wrong value", "[decode][hostile]") {
  const std::string deep = repeated("[", 100'000) + repeated("]", 100'000);
  for_each_member([&](const ResultShape& shape, std::size_t index, const std::string& name) {
    CHECK(shape.fault(shape.with(index, deep)).starts_with(name));
  });
}

TEST_CASE("a result that is no object is called that", "[decode][hostile]") {
  const std::string deep = repeated("[", 100'000);
  for (const ResultShape& shape : result_shapes()) {
    INFO(shape.method);
    for (const std::string_view json : {"[]", "7", "\"a\"", "null", "true", "[{}]"}) {
      CHECK(shape.fault(json) == "not an object");
    }
    CHECK(shape.fault(deep + repeated("]", 100'000)) == "not an object");
    for (const std::string& json : {std::string(), deep, repeated(R"({"a":)", 100'000), std::string("{}{}"),
                                    std::string("\xff"), std::string("{\"position\":7\0}", 15)}) {
      CHECK(shape.fault(json) == "not JSON");
    }
  }
}

TEST_CASE("a result that is cut off is not JSON, wherever the cut is", "[decode][hostile]") {
  for (const ResultShape& shape : result_shapes()) {
    const std::string json = shape.json();
    for (std::size_t size = 0; size < json.size(); ++size) {
      REQUIRE(shape.fault(std::string_view(json).substr(0, size)) == "not JSON");
    }
  }
}

TEST_CASE("a result with random bytes in it is read or refused", "[decode][hostile][random]") {
  constexpr std::string_view bytes = "{}[]\",:0-.e\\x \xff";
  RandomSource random;
  INFO("WIRE_TEST_SEED=" << random.seed());
  const std::vector<ResultShape> shapes = result_shapes();
  for (int round = 0; round < 20'000; ++round) {
    const ResultShape& shape = shapes[random.below(shapes.size())];
    std::string json = shape.json();
    for (std::size_t changes = 1 + random.below(3); changes > 0; --changes) {
      json[random.below(json.size())] = bytes[random.below(bytes.size())];
    }
    shape.fault(json);
  }
}

}  // namespace
}  // namespace cancel::test
