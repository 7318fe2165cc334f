#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

#include "cancel/mcp/json.hpp"

using namespace cancel;
using namespace cancel::mcp;

namespace {

std::string error_of(const std::string& text) {
  std::string as_text;
  try {
    JsonText::parse(text);
  } catch (const JsonError& error) {
    as_text = error.what();
  }
  try {
    parse_json(text);
  } catch (const JsonError& error) {
    CHECK(as_text == error.what());
    return error.what();
  }
  return as_text;
}

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

}  // namespace

TEST_CASE("text that is JSON becomes one line, its numbers letter by letter", "[json]") {
  CHECK(JsonText::parse(" { \"a\" :\n[ 1 , 2.50 ] }\r\n").text() == R"({"a":[1,2.50]})");
  CHECK(JsonText::parse("123456789012345678901234567890").text() == "123456789012345678901234567890");
  CHECK(JsonText::parse(R"("\u0041\n\u00fc")").text() == "\"A\\n\u00fc\"");
  CHECK(JsonText::parse("null").is_null());
  CHECK(R"({"type": "object"})"_json.text() == R"({"type":"object"})");
  CHECK(JsonText().is_null());
}

TEST_CASE("numbers keep their 64 bits, and doubles all theirs", "[json]") {
  CHECK(parse_json("18446744073709551615").GetUint64() == UINT64_MAX);
  CHECK(parse_json("-9223372036854775808").GetInt64() == INT64_MIN);
  CHECK(parse_json("9007199254740993").GetInt64() == 9007199254740993);
  CHECK(parse_json("0.1").GetDouble() == 0.1);
  CHECK(parse_json("2.2250738585072011e-308").GetDouble() == 2.2250738585072011e-308);
}

TEST_CASE("what is no JSON is refused, with the place and what is wrong there", "[json]") {
  CHECK(error_of("") == "no JSON, at byte 0: The document is empty.");
  CHECK(error_of("[1] x") == "no JSON, at byte 4: The document root must not be followed by other values.");
  CHECK(error_of("\"\xff\"") == "no JSON, at byte 1: Invalid encoding in string.");
  CHECK(error_of(std::string("{}\0x", 4)) == "no JSON, at byte 2: a zero byte");
  for (const std::string text : {"{", "[1,]", "{\"a\":1,}", "{1:2}", "nul", "'a'", "01", "+1", "1.", "\"a\nb\"",
                                 "\"\\ud800\"", "\"\\x\"", "NaN", "1e999", "[1 2]", "// x\n1", "\xef\xbb\xbf{}"}) {
    INFO(text);
    CHECK(error_of(text).substr(0, 17) == "no JSON, at byte ");
  }
}

TEST_CASE("nesting is bounded, and costs no stack", "[json]") {
  CHECK(error_of(nested(200)).empty());
  CHECK(error_of(nested(201)) == "no JSON, at byte 200: nested too deeply");
  CHECK(error_of(std::string(10'000'000, '[')) == "no JSON, at byte 200: nested too deeply");
}

TEST_CASE("a copy holds everything itself", "[json]") {
  JsonDocument copy;
  {
    std::string text = "a text that is too long to be kept in place";
    const Json value(rapidjson::StringRef(text.data(), text.size()));
    copy = copy_json(value);
    text.assign(text.size(), 'x');
  }
  CHECK(copy == "a text that is too long to be kept in place");
  CHECK(JsonText::of(copy_json(parse_json(R"({"a":[1,{"b":null}],"c":1.5})"))).text() ==
        R"({"a":[1,{"b":null}],"c":1.5})");
}

TEST_CASE("members are found by name and type", "[json]") {
  const JsonDocument object = parse_json(R"({"t":"x","i":7,"d":1.0,"b":true,"i":8,"z\u0000":1})");
  CHECK(find_text(object, "t") == "x");
  CHECK(find_integer(object, "i") == 7);
  CHECK_FALSE(find_integer(object, "d"));
  CHECK(find_number(object, "d") == 1.0);
  CHECK(find_number(object, "i") == 7.0);
  CHECK(find_bool(object, "b") == true);
  CHECK_FALSE(find_text(object, "i"));
  CHECK_FALSE(find_number(object, "t"));
  CHECK_FALSE(find_bool(object, "missing"));
  CHECK(find(object, "z") == nullptr);
  CHECK(find(object, std::string_view("z\0", 2)) != nullptr);
  CHECK(find(parse_json("[]"), "t") == nullptr);
  CHECK(find(parse_json("null"), "") == nullptr);
}

TEST_CASE("what is written can be read", "[json]") {
  JsonWriter json;
  json.begin_object().member("text", "a\"b\\c\n\u00fc").member("yes", true).member("int", -1);
  json.member("big", UINT64_MAX).member("whole", 2.0).member("json", "[1]"_json).key("none").null();
  json.member("left_out", std::optional<std::string>()).member("id", RequestId{std::string("7")});
  json.member("value", *find(parse_json(R"({"a":{"b":1}})"), "a")).key("list").begin_array().value(1).end_array();
  CHECK(json.end_object().take().text() ==
        "{\"text\":\"a\\\"b\\\\c\\n\u00fc\",\"yes\":true,\"int\":-1,\"big\":18446744073709551615,\"whole\":2.0,"
        "\"json\":[1],\"none\":null,\"id\":\"7\",\"value\":{\"b\":1},\"list\":[1]}");
}

TEST_CASE("what JSON has no word for is written as the nearest that it has", "[json]") {
  CHECK(JsonWriter().value(std::numeric_limits<double>::infinity()).take().is_null());
  CHECK(JsonWriter().value(std::nan("")).take().is_null());
  CHECK(JsonWriter().value("a\xff\xc3z").take().text() == "\"a\uFFFD\uFFFDz\"");
  CHECK(JsonWriter().begin_object().member("\xff", 1).end_object().take().text() == "{\"\uFFFD\":1}");
  CHECK(JsonWriter().value(std::string_view()).take().text() == "\"\"");
  CHECK(to_json(Labels{{"a", "1"}, {"b", ""}}).text() == R"({"a":"1","b":""})");
}
