#include "cancel/wire/cursor.hpp"

#include <catch2/catch.hpp>
#include <limits>

namespace cancel {
namespace {

constexpr Position largest = std::numeric_limits<std::int64_t>::max();

TEST_CASE("a cursor leads back to the place that it was made of", "[cursor]") {
  for (const Position place : {Position{1}, Position{42}, largest}) {
    CHECK(decode_token_cursor(encode_token_cursor(place)) == place);
    CHECK(decode_operation_cursor(encode_operation_cursor(place)) == place);
  }
}

TEST_CASE("the cursor of one list is wrong in the other", "[cursor]") {
  CHECK_FALSE(decode_token_cursor(encode_operation_cursor(7)));
  CHECK_FALSE(decode_operation_cursor(encode_token_cursor(7)));
}

TEST_CASE("what no list has made is not a cursor", "[cursor]") {
  for (const char* text : {"", "7", "t1", "t1-", "t1-0", "t1-07", "t1--7", "t1-+7", "t1- 7", "t1-7 ", "t1-7x", "t2-7",
                           "T1-7", "t1-9223372036854775808", "t1-18446744073709551616", "t1-1e3"}) {
    INFO(text);
    CHECK_FALSE(decode_token_cursor(text));
  }
}

}  // namespace
}  // namespace cancel
