#include "decoding.hpp"

// The longest values that are still right, and limits that the operator has lowered.

namespace cancel::test {
namespace {

std::string create_with(std::string_view name, const std::string& json) {
  return "{" + quoted(name) + ":" + json + "}";
}

TEST_CASE("names may hold every character but spaces and controls", "[request][names]") {
  for (const std::string_view id :
       {"a", "a$", "~!@#%^&*()[]{}<>?/|.,:;'`", "zażółć", "日本語", "\xF0\x9F\x98\x80", "\xE2\x80\x8B", "\xE1\xA0\x8E",
        "\xC2\xAD", "\xEF\xBB\xBF", "\xE2\x80\x8E", "\xF4\x8F\xBF\xBF"}) {
    INFO(id);
    CHECK(body_of<CreateToken>("cancellation/create", create_with("id", quoted(id))).name.id == id);
    CHECK(body_of<CreateToken>("cancellation/create", create_with("namespace", quoted(id))).name.space == id);
  }
}

TEST_CASE("a name has at most 128 bytes, a namespace 64, however many characters these are", "[request][names]") {
  const std::string id = repeated("ż", 64);
  const std::string space = repeated("日", 21) + "x";
  CHECK(body_of<CreateToken>("cancellation/create", create_with("id", quoted(id))).name.id == id);
  CHECK(body_of<CreateToken>("cancellation/create", create_with("namespace", quoted(space))).name.space == space);
  CHECK(error_of("cancellation/create", create_with("id", quoted(id + "x"))).param == "id");
  CHECK(error_of("cancellation/create", create_with("namespace", quoted(space + "x"))).param == "namespace");
}

TEST_CASE("no character of the excluded categories stands in a name", "[request][names]") {
  std::vector<unsigned> excluded{0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000};
  for (unsigned character = 0; character <= 0x20; ++character) excluded.push_back(character);
  for (unsigned character = 0x7F; character <= 0xA0; ++character) excluded.push_back(character);
  for (unsigned character = 0x2000; character <= 0x200A; ++character) excluded.push_back(character);

  constexpr std::string_view hex = "0123456789abcdef";
  for (const unsigned character : excluded) {
    const std::string escape = {
        '\\', 'u', hex[character >> 12], hex[character >> 8 & 15], hex[character >> 4 & 15], hex[character & 15]};
    for (const std::string& id : {escape, "a" + escape, escape + "a", "a" + escape + "b"}) {
      INFO(id);
      CHECK(error_of("cancellation/create", create_with("id", quoted(id))).param == "id");
      CHECK(error_of("cancellation/create", create_with("namespace", quoted(id))).param == "namespace");
    }
  }
}

TEST_CASE("texts may have 4096 bytes, of any characters", "[request][limits]") {
  const std::string longest = repeated("x", 4'096);
  const std::string params = R"({"id":"a","reason":)" + quoted(longest) + R"(,"requestedBy":" \u0000\n$ "})";
  const auto cancel = body_of<CancelToken>("cancellation/cancel", params);
  CHECK(cancel.wish.reason == longest);
  CHECK(cancel.wish.requested_by == std::string(" \0\n$ ", 5));
  CHECK(body_of<CancelToken>("cancellation/cancel", R"({"id":"a","reason":""})").wish.reason == "");
}

TEST_CASE("a result may have 262144 bytes, and 786432 as JSON, whatever the limit for texts is", "[request][limits]") {
  RequestLimits limits;
  limits.text_bytes = 3;
  const auto params = [](const std::string& result) {
    return R"({"id":"a","outcome":"failed","result":)" + result + "}";
  };
  const auto result_of = [&](const std::string& result) {
    return body_of<FinishOperation>("operation/finish", params(result), limits).result;
  };
  CHECK(result_of(quoted(repeated("x", 262'144))) == repeated("x", 262'144));
  CHECK(result_of(quoted(repeated("\xF0\x9F\x98\x80", 65'536))) == repeated("\xF0\x9F\x98\x80", 65'536));
  CHECK(result_of(quoted(repeated("\\\"", 262'144))) == repeated("\"", 262'144));
  CHECK(result_of(quoted(repeated("\\u0001", 131'071))) == repeated("\x01", 131'071));  // 786,428 bytes with its quotes
  CHECK(error_of("operation/finish", params(quoted(repeated("\\u0001", 131'072))), limits).param == "result");
  CHECK(error_of("operation/finish", params(quoted(repeated("x", 262'145))), limits).param == "result");
}

TEST_CASE("32 labels and 64 parents are right", "[request][limits]") {
  std::string labels;
  std::string parents;
  for (int index = 0; index < 32; ++index) labels += (index > 0 ? ",\"k" : "\"k") + std::to_string(index) + "\":\"v\"";
  for (int index = 0; index < 64; ++index) parents += (index > 0 ? ",\"p" : "\"p") + std::to_string(index) + "\"";
  const auto create =
      body_of<CreateToken>("cancellation/create", "{\"labels\":{" + labels + "},\"parents\":[" + parents + "]}");
  CHECK(create.labels.size() == 32);
  CHECK(create.parents.size() == 64);
}

TEST_CASE("a command id and a session id may have 128 bytes", "[request][limits]") {
  const std::string longest = repeated("x", 128);
  CHECK(command_of("cancellation/create", create_with("commandId", quoted(longest))).command_id == longest);
  CHECK(body_of<RenewSession>("session/renew", create_with("session", quoted(longest))).session == longest);
}

TEST_CASE("an operator can lower the limits", "[request][limits]") {
  RequestLimits limits;
  limits.text_bytes = 3;
  limits.labels = 1;
  limits.parents = 1;
  body_of<CreateToken>("cancellation/create", R"({"labels":{"a":"abc"},"parents":["x"]})", limits);
  CHECK(error_of("cancellation/create", R"({"labels":{"a":"b","c":"d"}})", limits).param == "labels");
  CHECK(error_of("cancellation/create", R"({"labels":{"a":"abcd"}})", limits).param == "labels");
  CHECK(error_of("cancellation/create", R"({"parents":["x","y"]})", limits).param == "parents");
  CHECK(error_of("cancellation/cancel", R"({"id":"a","reason":"abcd"})", limits).param == "reason");
  CHECK(body_of<CancelToken>("cancellation/cancel", R"({"id":"abcd","reason":"abc"})", limits).wish.reason == "abc");
}

TEST_CASE("a lowered limit for texts leaves words, cursors and times alone", "[request][limits]") {
  RequestLimits limits;
  limits.text_bytes = 3;
  CHECK(body_of<ListTokens>("cancellation/list", R"({"cursor":"t1-123"})", limits).after == 123);
  CHECK(body_of<CancelToken>("cancellation/cancel", R"({"id":"a","ifAbsent":"remember"})", limits).remember_if_absent);
  CHECK(body_of<MarkExecuted>("operation/executed", R"({"id":"a","occurredAt":"2026-11-20T08:00:00.123Z"})", limits)
            .occurred_at == "2026-11-20T08:00:00.123Z");
}

}  // namespace
}  // namespace cancel::test
