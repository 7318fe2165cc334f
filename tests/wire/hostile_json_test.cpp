#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "cancel/wire/event_codec.hpp"
#include "cancel/wire/json_text.hpp"
#include "cancel/wire/reply_encoder.hpp"
#include "decoding.hpp"
#include "golden.hpp"
#include "random_source.hpp"
#include "samples.hpp"

// Whatever arrives: one answer for each request, and nothing crashes.

namespace cancel::test {
namespace {

constexpr std::size_t mebibyte = 1 << 20;

// Decodes as every decoder would, and answers every request.
void decode_all(std::string_view text) {
  const DecodedMessage message = decode_message(text, {});
  REQUIRE_FALSE(message.items.empty());
  for (const DecodedItem& item : message.items) {
    if (const Error* const error = std::get_if<Error>(&item.content)) {
      REQUIRE_FALSE(encode_reply(item.id, {*error}).empty());
      REQUIRE_FALSE(error->message.empty());
    }
  }
  (void)decode_event(text);
  (void)decode_heartbeat(text);
  (void)decode_parents(text);
  (void)decode_labels(text);
  (void)decode_request_id(text);
  for (const auto type : {EventType::token_created, EventType::operation_started, EventType::cancellation_requested}) {
    (void)decode_event_data(type, text);
  }
}

ErrorCode code_of(std::string_view text) {
  return std::get<Error>(decode_single(text).content).code;
}

TEST_CASE("a mebibyte of opening brackets is refused without recursion", "[hostile]") {
  for (const std::string_view opening : {"[", "{\"a\":", "[{\"a\":", "[[],", "{\"id\":"}) {
    const std::string text = repeated(opening, mebibyte / opening.size());
    CHECK(code_of(text) == ErrorCode::parse_error);
    decode_all(text);
  }
}

TEST_CASE("deep nesting that is right is decoded without recursion", "[hostile]") {
  const std::size_t depth = mebibyte / 2 - 100;
  const std::string deep = repeated("[", depth) + repeated("]", depth);
  CHECK(code_of(request("stats/read", deep)) == ErrorCode::invalid_params);
  CHECK(std::holds_alternative<Command>(decode_single(request("stats/read", "{\"x\":" + deep + "}")).content));
  CHECK(code_of(request("stats/read", "", deep)) == ErrorCode::invalid_request);
  CHECK(error_of("cancellation/create", "{\"labels\":" + deep + "}").param == "labels");
  CHECK(error_of("cancellation/create", "{\"parents\":" + deep + "}").param == "parents");
  decode_all(deep);

  const std::size_t objects = mebibyte / 6;
  const std::string nested = repeated("{\"a\":", objects) + "1" + repeated("}", objects);
  CHECK(error_of("cancellation/create", "{\"id\":" + nested + "}").param == "id");
  CHECK(error_of("operation/start", "{\"token\":" + nested + "}").param == "token");
  decode_all(nested);
}

TEST_CASE("huge flat values are decoded or refused", "[hostile]") {
  const std::string long_text = quoted(repeated("x", mebibyte));
  CHECK(error_of("cancellation/create", "{\"id\":" + long_text + "}").param == "id");
  CHECK(decode_single(request("stats/read", "", long_text)).id == long_text);
  CHECK(code_of("[" + repeated("1,", mebibyte / 2) + "1]") == ErrorCode::invalid_request);
  CHECK(error_of("events/read", "{\"after\":0,\"types\":[" + repeated("\"TokenCreated\",", 50'000) + "7]}").param ==
        "types");

  std::string members = "{\"x\":0";
  for (int index = 0; index < 50'000; ++index) members += ",\"k" + std::to_string(index) + "\":0";
  CHECK(error_of("cancellation/create", "{\"labels\":" + members + "}}").param == "labels");
  CHECK(std::holds_alternative<Command>(decode_single(request("cancellation/create", members + "}")).content));
}

TEST_CASE("numbers of any length and exponent are decoded or refused", "[hostile]") {
  const std::string numbers[] = {
      repeated("9", 300),
      repeated("9", 400),
      repeated("9", mebibyte),
      "0." + repeated("9", mebibyte),
      "1." + repeated("0", mebibyte),
      "0." + repeated("0", mebibyte) + "1",
      "1e" + repeated("9", mebibyte),
      "1e-" + repeated("9", mebibyte),
      "0." + repeated("0", 100'000) + "1e-2147483639",
      "0." + repeated("0", 100'000) + "1e100001",
      "1e-2147483648",
      "1e-2147483649",
      "1e2147483648",
  };
  for (const std::string& number : numbers) {
    INFO(number.substr(0, 50));
    decode_all(number);
    decode_all(request("stats/read", "", number));
    decode_all(request("cancellation/create", "{\"ttlMs\":" + number + "}"));
    decode_all(request("events/read", "{\"limit\":" + number + ",\"after\":" + number + "}"));
  }
  CHECK(decode_single(request("stats/read", "", "1." + repeated("0", 1'000))).id == "1." + repeated("0", 1'000));
}

TEST_CASE("every pair of bytes in a text is either valid UTF-8 or refused", "[hostile]") {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string bytes{static_cast<char>(first), static_cast<char>(second)};
      if (first == '"' || first == '\\' || second == '"' || second == '\\') continue;
      const bool ascii = first >= 0x20 && first < 0x80 && second >= 0x20 && second < 0x80;
      const bool one_character = first >= 0xC2 && first <= 0xDF && second >= 0x80 && second <= 0xBF;
      const DecodedItem item = decode_single(request("stats/read", "{\"x\":\"" + bytes + "\"}"));
      if (std::holds_alternative<Command>(item.content) != (ascii || one_character)) FAIL(first << " " << second);
    }
  }
}

TEST_CASE("every Unicode character is taken as UTF-8 and as an escape, but half a pair is not", "[hostile]") {
  constexpr std::string_view hex = "0123456789abcdef";
  for (unsigned character = 0; character < 0x10000; character += character % 7 + 1) {
    const bool surrogate = character >= 0xD800 && character <= 0xDFFF;
    const std::string escape{
        '\\', 'u', hex[character >> 12], hex[character >> 8 & 15], hex[character >> 4 & 15], hex[character & 15]};
    const DecodedItem item = decode_single(request("stats/read", "{\"x\":\"" + escape + "\"}"));
    if (std::holds_alternative<Command>(item.content) == surrogate) FAIL(escape);
    if (character < 0x800) continue;
    const std::string bytes{static_cast<char>(0xE0 | character >> 12),
                            static_cast<char>(0x80 | (character >> 6 & 0x3F)),
                            static_cast<char>(0x80 | (character & 0x3F))};
    const DecodedItem raw = decode_single(request("stats/read", "{\"x\":\"" + bytes + "\"}"));
    if (std::holds_alternative<Command>(raw.content) == surrogate) FAIL(escape << " as bytes");
  }
}

std::vector<std::string> valid_messages() {
  std::vector<std::string> messages{
      request("cancellation/create",
              R"({"id":"a","parents":["b",{"namespace":"m","id":"c"}],"ttlMs":5,"labels":{"k":"v"}})"),
      request("cancellation/cancel", R"({"id":"a","reason":"zażółć","cause":"other","mode":"force","graceMs":1.0e3})"),
      request("cancellation/cancelMany", R"({"labels":{"k":"v"},"dryRun":true})", "\"x\""),
      request("cancellation/wait", R"({"id":"a","until":"completed","timeoutMs":100})", "18446744073709551616"),
      request("cancellation/list", R"({"state":"active","limit":10,"cursor":"t1-7"})", "1.0"),
      request("operation/start", R"({"token":"t","requestId":-7,"occurredAt":"2026-11-20T08:00:00+01:00"})"),
      request("operation/finish", R"({"id":"a","outcome":"failed","error":"\ud83d\ude00"})"),
      request("session/open", R"({"name":"s","pid":1,"leaseMs":5})"),
      request("events/read", R"({"after":0,"token":{"id":"t"},"types":["TokenCreated"]})"),
      encode_heartbeat("log", 7, sample_time),
  };
  messages.push_back("[" + messages[0] + "," + messages[3] + "," + messages[4] + "]");
  for (const auto& sample : sample_events()) {
    messages.push_back(encode_event(sample.event));
    messages.push_back(encode_event_data(sample.event));
  }
  return messages;
}

void mutate(std::string& text, RandomSource& random) {
  constexpr std::string_view pieces[] = {"\"",
                                         "\\",
                                         "{",
                                         "}",
                                         "[",
                                         "]",
                                         ",",
                                         ":",
                                         "null",
                                         "true",
                                         "-",
                                         "1e308",
                                         ".5",
                                         "0",
                                         "\\ud800",
                                         "\xFF",
                                         "\xED\xA0\x80",
                                         "\"id\":1.0",
                                         "e",
                                         "9999999999999999999"};
  const std::size_t at = random.below(text.size() + 1);
  const std::size_t length = random.below(8);
  switch (random.below(5)) {
    case 0:
      text.insert(at, pieces[random.below(std::size(pieces))]);
      break;
    case 1:
      text.insert(at, 1, static_cast<char>(random.below(256)));
      break;
    case 2:
      text.erase(at, length);
      break;
    case 3:
      text.insert(random.below(text.size() + 1), text.substr(at, length * 4));
      break;
    default:
      if (at < text.size()) text[at] = static_cast<char>(random.below(256));
  }
}

TEST_CASE("random changes of valid messages are decoded or refused", "[hostile][random]") {
  RandomSource random;
  INFO("WIRE_TEST_SEED=" << random.seed());
  const std::vector<std::string> messages = valid_messages();
  for (int round = 0; round < 10'000; ++round) {
    std::string text = messages[random.below(messages.size())];
    for (std::size_t changes = random.below(4) + 1; changes > 0; --changes) mutate(text, random);
    decode_all(text);
  }
}

TEST_CASE("random bytes are refused", "[hostile][random]") {
  RandomSource random;
  INFO("WIRE_TEST_SEED=" << random.seed());
  for (int round = 0; round < 2'000; ++round) {
    std::string text(random.below(200), '\0');
    for (char& character : text) character = static_cast<char>(random.below(256));
    decode_all(text);
  }
}

}  // namespace
}  // namespace cancel::test
