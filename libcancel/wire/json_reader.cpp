#include "json_reader.hpp"

#include "cancel/wire/rfc3339.hpp"
#include "json_writer.hpp"

namespace cancel {

bool read_value(const Json& json, bool& into) {
  if (!json.IsBool()) return false;
  into = json.GetBool();
  return true;
}

bool read_value(const Json& json, std::int64_t& into) {
  if (!json.IsInt64()) return false;
  into = json.GetInt64();
  return true;
}

bool read_value(const Json& json, std::uint64_t& into) {
  if (!json.IsUint64()) return false;
  into = json.GetUint64();
  return true;
}

bool read_value(const Json& json, double& into) {
  if (!json.IsNumber()) return false;
  into = json.GetDouble();
  return true;
}

bool read_value(const Json& json, std::string& into) {
  if (!json.IsString()) return false;
  into = text_of(json);
  return true;
}

bool read_value(const Json& json, Millis& into) {
  if (!json.IsInt64() || json.GetInt64() < 0 || json.GetInt64() > longest_duration.count()) return false;
  into = Millis{json.GetInt64()};
  return true;
}

bool read_value(const Json& json, Timestamp& into) {
  const auto time = json.IsString() ? parse_rfc3339(text_of(json)) : std::nullopt;
  if (time) into = *time;
  return time.has_value();
}

bool read_value(const Json& json, RequestId& into) {
  if (json.IsInt64()) {
    into = json.GetInt64();
  } else if (json.IsUint64()) {
    into = json.GetUint64();
  } else if (json.IsString()) {
    into = std::string(text_of(json));
  } else {
    return false;
  }
  return true;
}

bool read_value(const Json& json, TokenName& into) {
  FieldReader reader(json, "");
  reader.field("namespace", into.space);
  reader.required("id", into.id);
  return reader.ok();
}

bool read_value(const Json& json, std::vector<TokenName>& into) {
  if (!json.IsArray()) return false;
  into.clear();
  into.reserve(json.Size());
  for (const Json& item : json.GetArray()) {
    if (!read_value(item, into.emplace_back())) return false;
  }
  return true;
}

bool read_value(const Json& json, Labels& into) {
  if (!json.IsObject()) return false;
  into.clear();
  for (const auto& member : json.GetObject()) {
    if (!member.value.IsString()) return false;
    into.emplace(text_of(member.name), text_of(member.value));
  }
  return true;
}

std::string unfit(const Json& json) {
  constexpr std::size_t longest_shown = 128;  // bytes
  const std::string what = "wrong type, range or word";
  const bool shown = json.IsString() && json.GetStringLength() <= longest_shown;
  return shown ? what + ": " + json_of(text_of(json)) : what;
}

FieldReader::FieldReader(const Json& json, std::string_view path)
    : is_object_(json.IsObject()), members_(is_object_ ? &json : nullptr), path_(path) {
  if (!is_object_) fault_ = "not an object";
}

const Json* FieldReader::present(std::string_view name) const {
  const Json* const member = members_.find(name);
  return member == nullptr || member->IsNull() ? nullptr : member;
}

const Json* FieldReader::required_array(std::string_view name) {
  const Json* const member = present(name);
  if (member != nullptr && member->IsArray()) return member;
  fail(name, member == nullptr ? "missing" : "not an array");
  return nullptr;
}

const Json* FieldReader::required_object(std::string_view name) {
  const Json* const member = present(name);
  if (member != nullptr && member->IsObject()) return member;
  fail(name, member == nullptr ? "missing" : "not an object");
  return nullptr;
}

std::string FieldReader::place_in(std::string_view name, std::size_t index) {
  return std::string(name).append("[").append(std::to_string(index)).append("]");
}

void FieldReader::fail(std::string_view name, std::string_view what) {
  if (fault_.empty()) fault_.append(path_).append(name).append(": ").append(what);
}

void FieldReader::fail_inside(std::string_view place, const FieldReader& inner) {
  if (!inner.is_object_) return fail(place, inner.fault());
  fail_inside(place, inner.fault());
}

void FieldReader::fail_inside(std::string_view place, std::string_view fault) {
  if (fault_.empty()) fault_.append(path_).append(place).append(".").append(fault);
}

}  // namespace cancel
