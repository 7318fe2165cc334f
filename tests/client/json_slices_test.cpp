#include "rpc/json_slices.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "rpc/json_values.hpp"

namespace cancel::client {
namespace {

TEST_CASE("the values of an object come as they stand in the text", "[json]") {
  const std::string text =
      "\t{ \"a\" : 1.50e3 ,\"b\":[ 1, {\"a\":2} ] , \"c\\u0064\":\"x,:{}\\\"\",\"e\":{},\"n\":null,\"t\":true}\n";
  const auto object = slice_object(text);
  REQUIRE(object);
  CHECK(value_of(*object, "a") == "1.50e3");
  CHECK(value_of(*object, "b") == "[ 1, {\"a\":2} ]");
  CHECK(value_of(*object, "cd") == R"("x,:{}\"")");
  CHECK(value_of(*object, "e") == "{}");
  CHECK(value_of(*object, "n") == "null");
  CHECK(value_of(*object, "t") == "true");
  CHECK(object->size() == 6);
  CHECK(value_of(*object, "none") == std::nullopt);
}

TEST_CASE("the elements of an array come as they stand in the text", "[json]") {
  using Elements = std::vector<std::string_view>;
  CHECK(slice_array("[]") == Elements{});
  CHECK(slice_array(" [ ] ") == Elements{});
  CHECK(slice_array("[1,-2.5 , \"a]b\",[[]],{\"x\":[{}]},false]") ==
        Elements{"1", "-2.5", "\"a]b\"", "[[]]", R"({"x":[{}]})", "false"});
}

TEST_CASE("what is no object, or no array, has no parts", "[json]") {
  for (const char* text :
       {"", "1", "\"{}\"", "null", "[", "{", "{}x", "{\"a\"}", "{\"a\":1,}", "[1,]", "[1 2]", "{\"a\":tru}"}) {
    CAPTURE(text);
    CHECK_FALSE(slice_object(text));
    CHECK_FALSE(slice_array(text));
  }
  CHECK_FALSE(slice_object("[{}]"));
  CHECK_FALSE(slice_array("{\"a\":[]}"));
}

TEST_CASE("of two members of one name the first one counts", "[json]") {
  CHECK(value_of(*slice_object(R"({"a":1,"a":2})"), "a") == "1");
}

TEST_CASE("numbers and texts are read where they are such", "[json]") {
  const auto object =
      slice_object(R"({"n":18446744073709551615,"more":18446744073709551616,"less":-1,"part":1.0,"t":"a\n\u00e9"})");
  REQUIRE(object);
  CHECK(number_of(*object, "n") == 18446744073709551615ULL);
  for (const char* key : {"more", "less", "part", "t", "none"}) CHECK(number_of(*object, key) == std::nullopt);
  CHECK(text_of(*object, "t") == "a\n\u00e9");
  for (const char* key : {"n", "none"}) CHECK(text_of(*object, key) == std::nullopt);
}

TEST_CASE("very deep nesting costs no stack", "[json]") {
  constexpr std::size_t depth = 500'000;
  const std::string deep = std::string(depth, '[') + std::string(depth, ']');
  const auto elements = slice_array(deep);
  REQUIRE(elements);
  CHECK(elements->at(0).size() == 2 * depth - 2);
}

// A JSON value of some depth, with blanks wherever they may stand.
class RandomJson {
 public:
  explicit RandomJson(unsigned seed) : random_(seed) {}

  std::string value(int depth) {
    switch (below(depth > 0 ? 7 : 5)) {
      case 0:
        return "null";
      case 1:
        return below(2) == 0 ? "true" : "false";
      case 2:
        return std::to_string(static_cast<int>(below(2'000)) - 1'000);
      case 3:
        return std::to_string(below(1'000)) + "." + std::to_string(below(1'000)) + "e-" + std::to_string(below(9));
      case 4:
        return text();
      case 5:
        return many('[', ']', depth, false);
      default:
        return many('{', '}', depth, true);
    }
  }

 private:
  std::size_t below(std::size_t end) { return random_() % end; }

  std::string blanks() {
    static const std::string all = " \t\n\r";
    std::string some;
    while (below(3) == 0) some += all[below(all.size())];
    return some;
  }

  std::string text() {
    static const std::vector<std::string> pieces{"a", "\\\"", "\\\\", "{",       "}", "[",  "]",
                                                 ",", ":",    " ",    "\\u00e9", "é", "\\n"};
    std::string some = "\"";
    while (below(4) != 0) some += pieces[below(pieces.size())];
    return some + "\"";
  }

  std::string many(char begin, char end, int depth, bool keys) {
    std::string all = begin + blanks();
    for (std::size_t left = below(5); left > 0; --left) {
      if (keys) all += text() + blanks() + ":" + blanks();
      all += value(depth - 1) + blanks();
      if (left > 1) all += "," + blanks();
    }
    return all + end;
  }

  std::mt19937 random_;
};

std::string written(std::string_view part) {
  return to_json_text(parse_json(part).value());
}

TEST_CASE("each part of a random text is what a document tree has there", "[json]") {
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  RandomJson random(seed);
  for (int round = 0; round < 2'000; ++round) {
    const std::string text = random.value(4);
    CAPTURE(text);
    const auto tree = parse_json(text);
    REQUIRE(tree);
    const auto object = slice_object(text);
    const auto array = slice_array(text);
    REQUIRE(object.has_value() == tree->IsObject());
    REQUIRE(array.has_value() == tree->IsArray());
    std::size_t index = 0;
    if (object) {
      REQUIRE(object->size() == tree->MemberCount());
      for (const auto& member : tree->GetObject()) {
        CHECK(object->at(index).key == std::string(member.name.GetString(), member.name.GetStringLength()));
        CHECK(written(object->at(index++).value) == to_json_text(member.value));
      }
    } else if (array) {
      REQUIRE(array->size() == tree->Size());
      for (const auto& element : tree->GetArray()) CHECK(written(array->at(index++)) == to_json_text(element));
    }
  }
}

}  // namespace
}  // namespace cancel::client
