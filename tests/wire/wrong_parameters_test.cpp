#include <vector>

#include "decoding.hpp"

// Every parameter of every method, with values of the wrong type, range or length: the answer names the parameter.

namespace cancel::test {
namespace {

using Values = std::vector<std::string>;

std::string text_of_size(std::size_t size) {
  return quoted(repeated("x", size));
}

const Values not_texts{"7", "true", "[]", "{}", "1.5"};

Values and_more(Values values, const Values& more) {
  values.insert(values.end(), more.begin(), more.end());
  return values;
}

Values wrong_texts() {
  return and_more(not_texts, {text_of_size(4'097)});
}

Values wrong_names(std::size_t most) {
  return and_more(not_texts, {"\"\"", text_of_size(most + 1), "\"$a\"", "\"a b\"", R"("a\nb")", R"("\u0000")",
                              R"("a\u007f")", R"("\u0085")", R"("a\u00a0")", R"("\u1680")", R"("a\u2003b")",
                              R"("\u2028")", R"("\u2029")", R"("\u202f")", R"("\u205f")", R"("\u3000")"});
}

Values wrong_references() {
  return and_more(wrong_names(128), {R"({"namespace":"n"})", R"({"id":null})", R"({"namespace":"","id":"a"})",
                                     R"({"namespace":7,"id":"a"})", R"({"id":"a b"})", R"({"id":{"id":"a"}})"});
}

// References may be objects, so that "{}" is wrong for want of an id.
Values wrong_parents() {
  Values values{"7", "true", "{}", "\"a\"", "[7]", "[null]", "[[\"a\"]]"};
  for (const std::string& reference : wrong_references()) values.push_back("[\"good\"," + reference + "]");
  std::string many = "\"a\"";
  for (int index = 1; index < 65; ++index) many += ",\"a\"";
  values.push_back("[" + many + "]");
  return values;
}

Values wrong_durations(std::string_view too_small) {
  return {std::string(too_small),
          "-1",
          "9007199254740992",
          "9007199254740993.0",
          "18446744073709551616",
          "1e300",
          "1.5",
          "\"5\"",
          "true",
          "[]",
          "{}",
          "-9223372036854775808"};
}

Values wrong_labels() {
  std::string many = R"("k0":"v")";
  for (int index = 1; index < 33; ++index) many += ",\"k" + std::to_string(index) + "\":\"v\"";
  return {"7",
          "true",
          "[]",
          "\"a\"",
          R"({"k":7})",
          R"({"k":null})",
          R"({"k":{}})",
          "{" + many + "}",
          R"({"k":)" + text_of_size(4'097) + "}",
          "{" + text_of_size(4'097) + R"(:"v"})"};
}

const Values wrong_times{"7",
                         "true",
                         "[]",
                         "\"\"",
                         "\"now\"",
                         "\"2026-11-20\"",
                         "\"2026-11-20 08:00:00Z\"",
                         "\"2026-02-29T08:00:00Z\"",
                         "\"2026-11-20T08:00:00\""};
const Values wrong_truths{"7", "0", "\"true\"", "[]", "{}"};
const Values wrong_limits{"0", "-1", "0.5", "1.5", "\"5\"", "true", "[]", "{}", "0.0", "-1e300"};
const Values wrong_positions{"-1", "1.5", "\"0\"", "true", "[]", "{}", "18446744073709551616", "1e300"};

Values wrong_words(const Values& words) {
  return and_more(words, {"7", "true", "[]", "{}", "\"\"", "\"Graceful\"", R"("error\u0000")"});
}

Values wrong_sessions() {
  return and_more(not_texts, {"\"\"", text_of_size(129)});
}
Values wrong_command_ids() {
  return and_more(not_texts, {"\"\"", text_of_size(129)});
}

Values wrong_cursors(std::string_view of_another_list) {
  return and_more(not_texts, {"\"\"", "\"7\"", "\"t1-\"", "\"t2-7\"", std::string(of_another_list)});
}

struct Parameter {
  std::string_view name;
  Values wrong;
};

// `valid` are the members that the method requires; a wrong value takes the place of a member of the same name.
void check(std::string_view method, const std::vector<std::pair<std::string_view, std::string_view>>& valid,
           const std::vector<Parameter>& parameters) {
  for (const Parameter& parameter : parameters) {
    for (const std::string& value : parameter.wrong) {
      std::string params = "{" + quoted(parameter.name) + ":" + value;
      for (const auto& [name, json] : valid) {
        if (name != parameter.name) params.append(",").append(quoted(name)).append(":").append(json);
      }
      const Error error = error_of(method, params + "}");
      INFO(method << " " << parameter.name << " " << value.substr(0, 100));
      CHECK(error.code == ErrorCode::invalid_params);
      CHECK(error.param == parameter.name);
      CHECK(error.message.size() < 300);
    }
  }
}

void check_required(std::string_view method, const std::vector<std::pair<std::string_view, std::string_view>>& valid) {
  for (const auto& missing : valid) {
    std::string null_params = "{" + quoted(missing.first) + ":null";
    std::string absent_params = R"({"other":1)";
    for (const auto& [name, json] : valid) {
      if (name == missing.first) continue;
      null_params.append(",").append(quoted(name)).append(":").append(json);
      absent_params.append(",").append(quoted(name)).append(":").append(json);
    }
    CHECK(error_of(method, null_params + "}").param == missing.first);
    CHECK(error_of(method, absent_params + "}").param == missing.first);
  }
}

const std::vector<std::pair<std::string_view, std::string_view>> only_id{{"id", "\"a\""}};

TEST_CASE("wrong parameters of create are named", "[request][wrong]") {
  check("cancellation/create", {},
        {{"id", wrong_names(128)},
         {"namespace", wrong_names(64)},
         {"parents", wrong_parents()},
         {"ttlMs", wrong_durations("-1")},
         {"labels", wrong_labels()},
         {"commandId", wrong_command_ids()}});
}

TEST_CASE("wrong parameters of cancel are named", "[request][wrong]") {
  check_required("cancellation/cancel", only_id);
  check("cancellation/cancel", only_id,
        {{"id", wrong_names(128)},
         {"namespace", wrong_names(64)},
         {"reason", wrong_texts()},
         {"cause", wrong_words({"\"user\""})},
         {"mode", wrong_words({"\"soft\""})},
         {"graceMs", wrong_durations("-1")},
         {"forceMs", wrong_durations("-1")},
         {"requestedBy", wrong_texts()},
         {"ifAbsent", wrong_words({"\"succeed\""})},
         {"ifCancelled", wrong_words({"\"remember\""})},
         {"commandId", wrong_command_ids()}});
}

TEST_CASE("wrong parameters of cancelMany are named", "[request][wrong]") {
  check("cancellation/cancelMany", {{"all", "true"}},
        {{"namespace", wrong_names(64)},
         {"labels", wrong_labels()},
         {"tool", wrong_texts()},
         {"session", wrong_sessions()},
         {"all", wrong_truths},
         {"reason", wrong_texts()},
         {"cause", wrong_words({"\"user\""})},
         {"mode", wrong_words({"\"soft\""})},
         {"graceMs", wrong_durations("-1")},
         {"forceMs", wrong_durations("-1")},
         {"requestedBy", wrong_texts()},
         {"dryRun", wrong_truths},
         {"commandId", wrong_command_ids()}});
}

TEST_CASE("wrong parameters of status and release are named", "[request][wrong]") {
  for (const std::string_view method : {"cancellation/status", "cancellation/release"}) {
    check_required(method, only_id);
    check(method, only_id, {{"id", wrong_names(128)}, {"namespace", wrong_names(64)}});
  }
  check("cancellation/release", only_id, {{"commandId", wrong_command_ids()}});
}

TEST_CASE("wrong parameters of wait are named", "[request][wrong]") {
  const std::vector<std::pair<std::string_view, std::string_view>> valid{
      {"id", "\"a\""}, {"until", "\"cancelled\""}, {"timeoutMs", "1"}};
  check_required("cancellation/wait", valid);
  check("cancellation/wait", valid,
        {{"id", wrong_names(128)},
         {"namespace", wrong_names(64)},
         {"until", wrong_words({"\"requested\""})},
         {"timeoutMs", and_more(wrong_durations("-1"), {"60001"})}});
}

TEST_CASE("wrong parameters of list are named", "[request][wrong]") {
  check("cancellation/list", {},
        {{"namespace", wrong_names(64)},
         {"state", wrong_words({"\"cancelled\""})},
         {"cancelled", wrong_truths},
         {"labels", wrong_labels()},
         {"limit", wrong_limits},
         {"cursor", wrong_cursors("\"o1-7\"")}});
}

TEST_CASE("wrong parameters of start are named", "[request][wrong]") {
  check(
      "operation/start", {},
      {{"id", wrong_names(128)},
       {"namespace", wrong_names(64)},
       {"token", wrong_references()},
       {"parents", wrong_parents()},
       {"tool", wrong_texts()},
       {"requestId", {"1.5", "true", "[]", "{}", "18446744073709551616", "-9223372036854775809", text_of_size(4'097)}},
       {"session", wrong_sessions()},
       {"deadlineMs", wrong_durations("-1")},
       {"graceMs", wrong_durations("-1")},
       {"forceMs", wrong_durations("-1")},
       {"labels", wrong_labels()},
       {"alreadyRunning", wrong_truths},
       {"occurredAt", wrong_times},
       {"commandId", wrong_command_ids()}});
}

TEST_CASE("wrong parameters of executed are named", "[request][wrong]") {
  check_required("operation/executed", only_id);
  check("operation/executed", only_id,
        {{"id", wrong_names(128)},
         {"namespace", wrong_names(64)},
         {"occurredAt", wrong_times},
         {"commandId", wrong_command_ids()}});
}

TEST_CASE("wrong parameters of finish are named", "[request][wrong]") {
  const std::vector<std::pair<std::string_view, std::string_view>> valid{{"id", "\"a\""}, {"outcome", "\"failed\""}};
  check_required("operation/finish", valid);
  check("operation/finish", valid,
        {{"id", wrong_names(128)},
         {"namespace", wrong_names(64)},
         {"outcome", wrong_words({"\"lost\"", "\"nothing_running\"", "\"done\""})},
         {"error", wrong_texts()},
         {"occurredAt", wrong_times},
         {"commandId", wrong_command_ids()}});
}

TEST_CASE("wrong parameters of operation/list are named", "[request][wrong]") {
  check("operation/list", {},
        {{"namespace", wrong_names(64)},
         {"token", wrong_references()},
         {"session", wrong_sessions()},
         {"tool", wrong_texts()},
         {"limit", wrong_limits},
         {"cursor", wrong_cursors("\"t1-7\"")}});
}

TEST_CASE("wrong parameters of session/open are named", "[request][wrong]") {
  const std::vector<std::pair<std::string_view, std::string_view>> valid{{"name", "\"server\""}};
  check_required("session/open", valid);
  check("session/open", valid,
        {{"namespace", wrong_names(64)},
         {"name", and_more(wrong_texts(), {"\"\""})},
         {"version", wrong_texts()},
         {"pid", {"-1", "1.5", "\"5\"", "true", "9223372036854775808"}},
         {"host", wrong_texts()},
         {"leaseMs", wrong_durations("0")},
         {"commandId", wrong_command_ids()}});
}

TEST_CASE("wrong parameters of session/renew and session/close are named", "[request][wrong]") {
  for (const std::string_view method : {"session/renew", "session/close"}) {
    check_required(method, {{"session", "\"s\""}});
    check(method, {}, {{"session", wrong_sessions()}});
  }
  check("session/close", {{"session", "\"s\""}}, {{"commandId", wrong_command_ids()}});
}

TEST_CASE("wrong parameters of events/read are named", "[request][wrong]") {
  const std::vector<std::pair<std::string_view, std::string_view>> valid{{"after", "0"}};
  check_required("events/read", valid);
  check("events/read", valid,
        {{"after", wrong_positions},
         {"limit", wrong_limits},
         {"namespace", wrong_names(64)},
         {"token", wrong_references()},
         {"types",
          {"7", "\"TokenCreated\"", "{}", "[7]", "[null]", "[\"\"]", "[\"Unknown\"]",
           "[\"TokenCreated\",\"tokenCreated\"]"}}});
}

TEST_CASE("wrong results are named", "[request][wrong][result]") {
  check("operation/finish", {{"id", "\"a\""}, {"outcome", "\"failed\""}},
        {{"result", and_more(not_texts, {text_of_size(262'145), quoted(repeated("\\u0001", 262'144))})}});
}

TEST_CASE("wrong parameters of operation/result are named", "[request][wrong][result]") {
  check_required("operation/result", only_id);
  check("operation/result", only_id, {{"id", wrong_names(128)}, {"namespace", wrong_names(64)}});
}

TEST_CASE("wrong parameters of log/prune are named", "[request][wrong]") {
  check_required("log/prune", {{"before", "1"}});
  check("log/prune", {},
        {{"before",
          {"-1", "1.5", "true", "[]", "{}", "\"\"", "\"12\"", "\"30d\"", "\"2026-11-20\"", "\"2026-02-30T00:00:00Z\"",
           "18446744073709551616"}}});
}

}  // namespace
}  // namespace cancel::test
