#include "parameters.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "cancel/wire/name_rules.hpp"
#include "cancel/wire/result_rules.hpp"
#include "cancel/wire/rfc3339.hpp"

namespace cancel {
namespace {

constexpr std::size_t longest_session = 128;
constexpr std::size_t longest_command_id = 128;

// JSON has one kind of number: 1.0 and 1e0 are the integer 1. Up to here every double says exactly which integer it is.
constexpr double largest_exact = 9'007'199'254'740'992;

bool is_exact_integer(const Json& json) {
  return json.IsDouble() && std::abs(json.GetDouble()) <= largest_exact &&
         std::trunc(json.GetDouble()) == json.GetDouble();
}

std::optional<std::int64_t> signed_integer(const Json& json) {
  if (json.IsInt64()) return json.GetInt64();
  if (is_exact_integer(json)) return static_cast<std::int64_t>(json.GetDouble());
  return std::nullopt;
}

std::optional<std::uint64_t> unsigned_integer(const Json& json) {
  if (json.IsUint64()) return json.GetUint64();
  const std::optional<std::int64_t> integer = signed_integer(json);
  if (!integer || *integer < 0) return std::nullopt;
  return static_cast<std::uint64_t>(*integer);
}

std::string between(std::string_view what, std::uint64_t least, std::uint64_t most) {
  return std::string(what).append(" ").append(std::to_string(least)).append(" to ").append(std::to_string(most));
}

}  // namespace

const Json* Parameters::present(std::string_view param) const {
  const Json* const json = params_.find(param);
  return json == nullptr || json->IsNull() ? nullptr : json;
}

const Json* Parameters::required(std::string_view param) {
  const Json* const json = present(param);
  if (json == nullptr) fail(param, "is required");
  return json;
}

void Parameters::fail(std::string_view param, std::string_view what) {
  if (!error_) error_ = invalid_param(std::string(param), std::string(what));
}

void Parameters::fail_words(std::string_view param, std::span<const std::string_view> allowed) {
  std::string what = "must be one of";
  for (const std::string_view& word : allowed) what.append(&word == allowed.data() ? " " : ", ").append(word);
  fail(param, what);
}

// Names

std::string Parameters::read_name(const Json& json, std::string_view param, std::size_t most) {
  if (json.IsString() && is_name(text_of(json), most)) return std::string(text_of(json));
  fail(param, between("a name must be", 1, most) +
                  " bytes of UTF-8 without spaces and control characters, not beginning with $");
  return {};
}

std::optional<std::string> Parameters::space_filter() {
  const Json* const json = present("namespace");
  if (json == nullptr) return std::nullopt;
  return read_name(*json, "namespace", longest_namespace);
}

std::string Parameters::space() {
  return space_filter().value_or(std::string(default_namespace));
}

TokenName Parameters::name_or_empty() {
  const Json* const id = present("id");
  return {space(), id == nullptr ? std::string() : read_name(*id, "id", longest_id)};
}

TokenName Parameters::name() {
  required("id");
  return name_or_empty();
}

// "id" or {"namespace","id"}
TokenReference Parameters::read_reference(const Json& json, std::string_view param) {
  if (!json.IsObject()) return {std::nullopt, read_name(json, param, longest_id)};
  const Parameters inside(&json, limits_);
  const Json* const space = inside.present("namespace");
  const Json* const id = inside.present("id");
  if (id == nullptr) return failed<TokenReference>(param, "a reference without an id");

  TokenReference reference{std::nullopt, read_name(*id, param, longest_id)};
  if (space != nullptr) reference.space = read_name(*space, param, longest_namespace);
  return reference;
}

std::optional<TokenName> Parameters::reference(std::string_view param) {
  const Json* const json = present(param);
  if (json == nullptr) return std::nullopt;
  TokenReference reference = read_reference(*json, param);
  return TokenName{reference.space ? *std::move(reference.space) : space(), std::move(reference.id)};
}

std::vector<TokenName> Parameters::references(std::string_view param) {
  const Json* const json = present(param);
  if (json == nullptr) return {};
  if (!json->IsArray()) return failed<std::vector<TokenName>>(param, "must be an array");
  if (json->Size() > limits_.parents) {
    return failed<std::vector<TokenName>>(param, between("must hold", 0, limits_.parents) + " tokens");
  }

  const std::string own = space();
  std::vector<TokenName> names;
  names.reserve(json->Size());
  for (const Json& item : json->GetArray()) {
    TokenReference reference = read_reference(item, param);
    names.push_back({std::move(reference.space).value_or(own), std::move(reference.id)});
  }
  return names;
}

std::optional<TokenReference> Parameters::reference_filter(std::string_view param) {
  const Json* const json = present(param);
  if (json == nullptr) return std::nullopt;
  TokenReference reference = read_reference(*json, param);
  if (!reference.space) reference.space = space_filter();
  return reference;
}

// Texts

bool Parameters::check_text(const Json& json, std::string_view param, std::size_t least, std::size_t most) {
  if (!json.IsString()) return failed<bool>(param, "must be a string");
  if (json.GetStringLength() >= least && json.GetStringLength() <= most) return true;
  return failed<bool>(param, between("must have", least, most) + " bytes");
}

std::optional<std::string> Parameters::text(std::string_view param, std::size_t least, std::size_t most) {
  const Json* const json = present(param);
  if (json == nullptr || !check_text(*json, param, least, most == 0 ? limits_.text_bytes : most)) return std::nullopt;
  return std::string(text_of(*json));
}

std::string Parameters::required_text(std::string_view param, std::size_t least, std::size_t most) {
  required(param);
  return text(param, least, most).value_or(std::string());
}

std::optional<std::string> Parameters::session() {
  return text("session", 1, longest_session);
}

std::string Parameters::required_session() {
  return required_text("session", 1, longest_session);
}

std::optional<std::string> Parameters::command_id() {
  return text("commandId", 1, longest_command_id);
}

std::optional<std::string> Parameters::occurred_at() {
  const std::optional<std::string> time = text("occurredAt", 0, longest_text);
  if (!time) return std::nullopt;
  std::optional<std::string> normal = normalise_rfc3339(*time);
  if (!normal) fail("occurredAt", "must be an RFC 3339 time");
  return normal;
}

std::optional<std::string> Parameters::result() {
  const Json* const json = present("result");
  if (json == nullptr) return std::nullopt;
  if (!json->IsString()) return failed<std::optional<std::string>>("result", "must be a string");
  if (const auto fault = fault_of_result(text_of(*json))) return failed<std::optional<std::string>>("result", *fault);
  return std::string(text_of(*json));
}

std::optional<RequestId> Parameters::request_id(std::string_view param) {
  const Json* const json = present(param);
  if (json == nullptr) return std::nullopt;
  if (json->IsString()) {
    check_text(*json, param, 0, limits_.text_bytes);
    return std::string(text_of(*json));
  }
  if (const auto integer = signed_integer(*json)) return *integer;
  if (const auto integer = unsigned_integer(*json)) return *integer;
  return failed<std::optional<RequestId>>(param, "must be a string or a 64-bit integer");
}

Labels Parameters::labels() {
  const Json* const json = present("labels");
  if (json == nullptr) return {};
  if (!json->IsObject()) return failed<Labels>("labels", "must be an object");
  if (json->MemberCount() > limits_.labels) {
    return failed<Labels>("labels", between("must hold", 0, limits_.labels) + " pairs");
  }

  Labels labels;
  for (const auto& member : json->GetObject()) {
    if (!check_text(member.name, "labels", 0, limits_.text_bytes)) break;
    if (!check_text(member.value, "labels", 0, limits_.text_bytes)) break;
    labels.emplace(text_of(member.name), text_of(member.value));
  }
  return labels;
}

std::optional<bool> Parameters::truth(std::string_view param) {
  const Json* const json = present(param);
  if (json == nullptr) return std::nullopt;
  if (json->IsBool()) return json->GetBool();
  return failed<std::optional<bool>>(param, "must be true or false");
}

// Numbers

Millis Parameters::read_duration(const Json& json, std::string_view param, std::int64_t least, std::int64_t most) {
  const std::optional<std::int64_t> integer = signed_integer(json);
  if (integer && *integer >= least && *integer <= most) return Millis{*integer};
  fail(param, between("must be an integer from", static_cast<std::uint64_t>(least), static_cast<std::uint64_t>(most)));
  return Millis{};
}

std::optional<Millis> Parameters::duration(std::string_view param, std::int64_t least) {
  const Json* const json = present(param);
  if (json == nullptr) return std::nullopt;
  return read_duration(*json, param, least, longest_duration.count());
}

Millis Parameters::required_duration(std::string_view param, std::int64_t most) {
  const Json* const json = required(param);
  return json == nullptr ? Millis{} : read_duration(*json, param, 0, most);
}

std::optional<std::int64_t> Parameters::count(std::string_view param) {
  const Json* const json = present(param);
  if (json == nullptr) return std::nullopt;
  const std::optional<std::int64_t> integer = signed_integer(*json);
  if (!integer || *integer < 0) fail(param, "must be an integer from 0");
  return integer;
}

Position Parameters::required_position(std::string_view param) {
  const Json* const json = required(param);
  if (json == nullptr) return 0;
  const std::optional<std::uint64_t> position = unsigned_integer(*json);
  if (!position) fail(param, "must be an integer from 0");
  return position.value_or(0);
}

std::variant<Position, Timestamp> Parameters::required_position_or_time(std::string_view param) {
  const Json* const json = required(param);
  if (json == nullptr) return {};
  if (const auto position = unsigned_integer(*json)) return *position;
  if (const auto time = json->IsString() ? parse_rfc3339(text_of(*json)) : std::nullopt) return *time;
  fail(param, "must be a position (an integer from 0) or an RFC 3339 time");
  return {};
}

std::size_t Parameters::limit() {
  const Json* const json = present("limit");
  if (json == nullptr) return default_page;
  // However large: a number beyond every page is cut down to the largest one, so a double's precision does not matter.
  const bool whole = json->IsUint64() || (json->IsDouble() && std::trunc(json->GetDouble()) == json->GetDouble());
  if (!whole || json->GetDouble() < 1) return failed<std::size_t>("limit", "must be an integer from 1");
  return static_cast<std::size_t>(std::min(json->GetDouble(), static_cast<double>(largest_page)));
}

std::vector<EventType> Parameters::event_types() {
  const Json* const json = present("types");
  if (json == nullptr) return {};
  if (!json->IsArray()) return failed<std::vector<EventType>>("types", "must be an array");

  std::vector<EventType> types;
  for (const Json& item : json->GetArray()) {
    const auto type = item.IsString() ? from_string<EventType>(text_of(item)) : std::nullopt;
    if (!type) return failed<std::vector<EventType>>("types", "must hold names of event types");
    if (std::find(types.begin(), types.end(), *type) == types.end()) types.push_back(*type);
  }
  return types;
}

}  // namespace cancel
