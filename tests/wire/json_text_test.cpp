#include "cancel/wire/json_text.hpp"

#include <catch2/catch.hpp>
#include <limits>

namespace cancel {
namespace {

TEST_CASE("parents, labels and request ids have a JSON text", "[json_text]") {
  CHECK(encode_parents({}) == "[]");
  CHECK(encode_parents({{"n", "a"}, {"default", "b\""}}) ==
        R"([{"namespace":"n","id":"a"},{"namespace":"default","id":"b\""}])");
  CHECK(encode_labels({}) == "{}");
  CHECK(encode_labels({{"k", "v"}, {"", "\n"}}) == R"({"":"\n","k":"v"})");
  CHECK(encode_request_id(RequestId{"7"}) == "\"7\"");
  CHECK(encode_request_id(RequestId{std::int64_t{-7}}) == "-7");
  CHECK(encode_request_id(RequestId{std::numeric_limits<std::uint64_t>::max()}) == "18446744073709551615");
}

TEST_CASE("what was encoded is decoded as it was", "[json_text]") {
  const std::vector<TokenName> parents{{"n", "a"}, {"default", "zażółć"}};
  const Labels labels{{"k", "v"}, {"", std::string("\0\x7f", 2)}};
  CHECK(decode_parents(encode_parents(parents)) == parents);
  CHECK(decode_labels(encode_labels(labels)) == labels);
  for (const RequestId& id : {RequestId{"7"}, RequestId{""}, RequestId{std::int64_t{7}},
                              RequestId{std::numeric_limits<std::int64_t>::min()}, RequestId{std::uint64_t{1} << 63}}) {
    CHECK(decode_request_id(encode_request_id(id)) == id);
  }
}

TEST_CASE("null is the empty list and the empty map, but no request id", "[json_text]") {
  CHECK(decode_parents("null")->empty());
  CHECK(decode_labels("null")->empty());
  CHECK_FALSE(decode_request_id("null"));
}

TEST_CASE("what the encoders do not make is not decoded", "[json_text]") {
  for (const char* text : {"", "[", "7.5", "true", "[7]", "[{}]", R"({"a":7})"}) {
    INFO(text);
    CHECK_FALSE(decode_parents(text));
    CHECK_FALSE(decode_labels(text));
    CHECK_FALSE(decode_request_id(text));
  }
}

}  // namespace
}  // namespace cancel
