#include <string>
#include <string_view>

#include "decoding.hpp"

namespace cancel::test {
namespace {

struct Refusal {
  std::string_view message;
  ErrorCode code;
  std::string_view id;
};

void check(const Refusal& row) {
  INFO(row.message);
  const DecodedItem item = decode_single(row.message);
  REQUIRE(std::holds_alternative<Error>(item.content));
  CHECK(std::get<Error>(item.content).code == row.code);
  CHECK_FALSE(std::get<Error>(item.content).message.empty());
  CHECK(item.id == row.id);
}

TEST_CASE("a request gives its command and its id", "[request]") {
  const DecodedItem item =
      decode_single(R"({"jsonrpc":"2.0","id":7,"method":"cancellation/status","params":{"id":"a"}})");
  CHECK(item.id == "7");
  REQUIRE(std::holds_alternative<Command>(item.content));
  CHECK(method_of(std::get<Command>(item.content)) == "cancellation/status");
}

TEST_CASE("an id keeps its exact type and value", "[request]") {
  for (const std::string_view id : {"1",
                                    "\"1\"",
                                    "0",
                                    "-1",
                                    "\"\"",
                                    "2147483648",
                                    "9007199254740993",
                                    "9223372036854775807",
                                    "-9223372036854775808",
                                    "9223372036854775808",
                                    "18446744073709551615",
                                    "18446744073709551616",
                                    "-9223372036854775809",
                                    "123456789012345678901234567890",
                                    "1.0",
                                    "-7.00",
                                    "1e3",
                                    "1.5e1",
                                    "1E+2",
                                    "10e-1",
                                    "1200e-2",
                                    "0.0",
                                    "0e-5",
                                    "123456789012345678901234567890.0",
                                    R"("a\"b\\c")",
                                    R"("\u0000")",
                                    "\"zażółć\""}) {
    INFO(id);
    CHECK(decode_single(request("stats/read", "", id)).id == id);
  }
}

TEST_CASE("an id that is written with escapes comes back as the same string", "[request]") {
  CHECK(decode_single(request("stats/read", "", R"("\u0041\/\ud83d\ude00")")).id == "\"A/\xF0\x9F\x98\x80\"");
}

TEST_CASE("a request without a usable id is refused with id null", "[request]") {
  for (const std::string_view id : {"null", "true", "[]", "{}", "{\"id\":1.0}", "[1.0]", "1.5", "0.1", "1e-1", "15e-2",
                                    "-0.5", "12345678901234567890.5", "1.00000000000000000001", "100e-3", "1e-400"}) {
    INFO(id);
    const std::string message = request("stats/read", "", id);
    check({message, ErrorCode::invalid_request, "null"});
  }
  check({R"({"jsonrpc":"2.0","method":"stats/read"})", ErrorCode::invalid_request, "null"});
}

TEST_CASE("a request that is not JSON-RPC 2.0 is refused with its id", "[request]") {
  const Refusal rows[] = {
      {R"({"id":"a","method":"stats/read"})", ErrorCode::invalid_request, "\"a\""},
      {R"({"jsonrpc":"1.0","id":1,"method":"stats/read"})", ErrorCode::invalid_request, "1"},
      {R"({"jsonrpc":2.0,"id":1,"method":"stats/read"})", ErrorCode::invalid_request, "1"},
      {R"({"jsonrpc":null,"id":1,"method":"stats/read"})", ErrorCode::invalid_request, "1"},
      {R"({"jsonrpc":"2.0","id":1})", ErrorCode::invalid_request, "1"},
      {R"({"jsonrpc":"2.0","id":1,"method":7})", ErrorCode::invalid_request, "1"},
      {R"({"jsonrpc":"2.0","id":1,"method":null})", ErrorCode::invalid_request, "1"},
      {R"({"jsonrpc":"2.0","id":1,"result":{}})", ErrorCode::invalid_request, "1"},
      {R"({"jsonrpc":"2.0","id":1,"method":"cancellation/unknown"})", ErrorCode::method_not_found, "1"},
      {R"({"jsonrpc":"2.0","id":1,"method":""})", ErrorCode::method_not_found, "1"},
      {R"({"jsonrpc":"2.0","id":1,"method":"cancellation/create\u0000"})", ErrorCode::method_not_found, "1"},
      {R"({"jsonrpc":"2.0","id":1,"method":"Cancellation/create"})", ErrorCode::method_not_found, "1"},
      {"7", ErrorCode::invalid_request, "null"},
      {"\"text\"", ErrorCode::invalid_request, "null"},
      {"null", ErrorCode::invalid_request, "null"},
      {"{}", ErrorCode::invalid_request, "null"},
  };
  for (const Refusal& row : rows) check(row);
}

TEST_CASE("parameters that are not an object are refused by the name params", "[request]") {
  for (const std::string_view params : {"[]", "[1]", "7", "\"a\"", "true"}) {
    for (const std::string_view method : {"cancellation/create", "stats/read", "server/info"}) {
      const Error error = error_of(method, params);
      CHECK(error.code == ErrorCode::invalid_params);
      CHECK(error.param == "params");
    }
  }
}

TEST_CASE("parameters that are null or absent count as none", "[request]") {
  body_of<CreateToken>("cancellation/create", "");
  body_of<CreateToken>("cancellation/create", "null");
  body_of<CreateToken>("cancellation/create", "{}");
  CHECK(error_of("cancellation/status", "").param == "id");
  CHECK(error_of("cancellation/status", "null").param == "id");
}

TEST_CASE("the envelope is judged before the method, and the method before the parameters", "[request]") {
  check({R"({"jsonrpc":"2.0","id":null,"method":"no/such"})", ErrorCode::invalid_request, "null"});
  check({R"({"jsonrpc":"1.0","id":1,"method":"no/such","params":[]})", ErrorCode::invalid_request, "1"});
  check({R"({"jsonrpc":"2.0","id":1,"method":"no/such","params":[]})", ErrorCode::method_not_found, "1"});
}

TEST_CASE("what is not JSON is refused with id null", "[request]") {
  using namespace std::string_view_literals;
  const std::string_view rows[] = {
      ""sv,
      " "sv,
      "{"sv,
      "nul"sv,
      "{}{}"sv,
      "{} x"sv,
      "{}\0"sv,
      "{}\0{}"sv,
      "\0{}"sv,
      "\xEF\xBB\xBF{}"sv,
      "{'a':1}"sv,
      "{\"a\":01}"sv,
      "{\"a\":1,}"sv,
      "{\"a\":NaN}"sv,
      "{\"a\":Infinity}"sv,
      "{\"a\":1e400}"sv,
      "{\"a\":9e308}"sv,
      "{\"a\":-1e309}"sv,
      "{\"a\":1e99999999999999999999}"sv,
      "{\"a\":\"\x01\"}"sv,
      "{\"a\":\"\xFF\"}"sv,
      "{\"a\":\"\xC3\"}"sv,
      "{\"a\":\"\xC0\xAF\"}"sv,
      "{\"a\":\"\xED\xA0\x80\"}"sv,
      "{\"a\":\"\xF4\x90\x80\x80\"}"sv,
      "{\"\xFF\":1}"sv,
      R"({"a":"\ud800"})"sv,
      R"({"a":"\udc00"})"sv,
      R"({"a":"\udfff\ud800"})"sv,
      R"({"\udc00":1})"sv,
      R"({"a":"\ud800\u0041"})"sv,
      R"({"a":"\x41"})"sv,
      "{\"a\":/*c*/1}"sv,
  };
  for (const std::string_view message : rows) check({message, ErrorCode::parse_error, "null"});
}

TEST_CASE("numbers at the edge of what a double holds are read", "[request]") {
  for (const std::string_view number : {"1e308", "1.7976931348623157e308", "1e-400", "5e-324", "-0", "-0.0",
                                        "0.00000000000000001e-2147483639", "0e999", "1e-99999999999999999999"}) {
    INFO(number);
    const auto item = decode_single(request("stats/read", R"({"unknown":)" + std::string(number) + "}"));
    if (number == "0e999") continue;  // it is zero; refusing it as too large is as good
    CHECK(std::holds_alternative<Command>(item.content));
  }
}

TEST_CASE("a batch gives its requests in order", "[request]") {
  const DecodedMessage message = decode_message(
      "[" + request("stats/read", "", "1") + "," + request("no/such", "", "\"b\"") + ",7,[],[[]]," +
          request("stats/read", "", "1.0") + "," + request("stats/read", "", "18446744073709551616") + "]",
      {});
  CHECK(message.is_batch);
  REQUIRE(message.items.size() == 7);
  const std::string_view ids[] = {"1", "\"b\"", "null", "null", "null", "1.0", "18446744073709551616"};
  for (std::size_t index = 0; index < 7; ++index) CHECK(message.items[index].id == ids[index]);
  CHECK(std::holds_alternative<Command>(message.items[0].content));
  CHECK(std::get<Error>(message.items[1].content).code == ErrorCode::method_not_found);
  CHECK(std::get<Error>(message.items[2].content).code == ErrorCode::invalid_request);
  CHECK(std::get<Error>(message.items[3].content).code == ErrorCode::invalid_request);
  CHECK(std::holds_alternative<Command>(message.items[6].content));
}

TEST_CASE("a batch of one is answered as a batch", "[request]") {
  const DecodedMessage message = decode_message("[" + request("stats/read", "") + "]", {});
  CHECK(message.is_batch);
  CHECK(message.items.size() == 1);
}

TEST_CASE("the id that counts is the first, in the request itself", "[request]") {
  CHECK(decode_single(R"({"params":{"id":2.0},"id":1.0,"id":3.0,"jsonrpc":"2.0","method":"stats/read"})").id == "1.0");
  CHECK(decode_single(R"({"params":[{"id":2.0}],"id":1.0,"jsonrpc":"2.0","method":"stats/read"})").id == "1.0");
}

TEST_CASE("an empty and a too long batch get one answer that is not an array", "[request]") {
  check({"[]", ErrorCode::invalid_request, "null"});

  const std::string one = request("stats/read", "");
  std::string requests = one;
  for (int index = 1; index < 1'000; ++index) requests += "," + one;
  const DecodedMessage longest = decode_message("[" + requests + "]", {});
  CHECK(longest.is_batch);
  CHECK(longest.items.size() == 1'000);

  const std::string too_long = "[" + requests + "," + one + "]";
  check({too_long, ErrorCode::invalid_request, "null"});
}

TEST_CASE("the longest batch can be configured", "[request]") {
  RequestLimits limits;
  limits.batch_items = 2;
  const std::string one = request("stats/read", "");
  CHECK(decode_message("[" + one + "," + one + "]", limits).items.size() == 2);
  const DecodedItem item = decode_single("[" + one + "," + one + "," + one + "]", limits);
  CHECK(std::get<Error>(item.content).code == ErrorCode::invalid_request);
}

TEST_CASE("white space around a message is no fault", "[request]") {
  CHECK(decode_single(" \r\n\t" + request("stats/read", "") + "\n ").id == "1");
}

TEST_CASE("an unknown method of a long name gets a short answer", "[request]") {
  const Error error = error_of(repeated("x", 100'000), "");
  CHECK(error.code == ErrorCode::method_not_found);
  CHECK(error.message.size() < 200);
}

}  // namespace
}  // namespace cancel::test
