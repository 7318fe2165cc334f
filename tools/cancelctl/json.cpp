#include "json.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "cancel/wire/rfc3339.hpp"

namespace cancel::cancelctl {

namespace {

std::string string_of(const rapidjson::Value& value) {
  return {value.GetString(), value.GetStringLength()};
}

}  // namespace

Json Json::operator[](const char* name) const {
  if (value_ == nullptr || !value_->IsObject()) return Json(nullptr);
  const auto found = value_->FindMember(name);
  return Json(found == value_->MemberEnd() ? nullptr : &found->value);
}

std::vector<Json> Json::items() const {
  std::vector<Json> items;
  if (value_ == nullptr || !value_->IsArray()) return items;
  for (const rapidjson::Value& item : value_->GetArray()) items.emplace_back(&item);
  return items;
}

std::vector<std::pair<std::string, Json>> Json::members() const {
  std::vector<std::pair<std::string, Json>> members;
  if (value_ == nullptr || !value_->IsObject()) return members;
  for (const auto& member : value_->GetObject()) members.emplace_back(string_of(member.name), Json(&member.value));
  return members;
}

std::optional<std::string> Json::text() const {
  if (value_ == nullptr || !value_->IsString()) return std::nullopt;
  return string_of(*value_);
}

std::optional<std::uint64_t> Json::number() const {
  if (value_ == nullptr || !value_->IsUint64()) return std::nullopt;
  return value_->GetUint64();
}

std::optional<double> Json::real() const {
  if (value_ == nullptr || !value_->IsNumber()) return std::nullopt;
  return value_->GetDouble();
}

std::optional<Timestamp> Json::time() const {
  const auto written = text();
  return written ? parse_rfc3339(*written) : std::nullopt;
}

Labels Json::labels() const {
  Labels labels;
  for (const auto& [name, value] : members()) labels[name] = value.shown();
  return labels;
}

std::string Json::shown() const {
  if (!present()) return "-";
  return value_->IsString() ? string_of(*value_) : json();
}

std::string Json::json() const {
  if (value_ == nullptr) return "null";
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  value_->Accept(writer);
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace cancel::cancelctl
