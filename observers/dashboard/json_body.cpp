#include "dashboard/json_body.hpp"

#include "dashboard/api_error.hpp"

namespace cancel::dashboard {

namespace {

std::string text_of(const rapidjson::Value& value) {
  return {value.GetString(), value.GetStringLength()};
}

}  // namespace

JsonBody::JsonBody(const std::string& text) : object_(&document_) {
  constexpr auto flags = rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag;
  document_.Parse<flags>(text.data(), text.size());
  if (document_.HasParseError()) throw ApiFailure(bad_request("the body is not JSON"));
  if (!document_.IsObject()) throw ApiFailure(bad_request("the body is no JSON object"));
}

void JsonBody::fail(const char* name, const std::string& what) {
  throw ApiFailure(bad_request(std::string(name) + ": " + what));
}

const rapidjson::Value* JsonBody::find(const char* name) const {
  if (object_ == nullptr) return nullptr;
  const auto found = object_->FindMember(name);
  return found == object_->MemberEnd() || found->value.IsNull() ? nullptr : &found->value;
}

std::optional<std::string> JsonBody::text(const char* name) const {
  const rapidjson::Value* const value = find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->IsString()) fail(name, "a text is wanted");
  return text_of(*value);
}

bool JsonBody::flag(const char* name) const {
  const rapidjson::Value* const value = find(name);
  if (value == nullptr) return false;
  if (!value->IsBool()) fail(name, "true or false is wanted");
  return value->GetBool();
}

std::optional<std::uint64_t> JsonBody::number(const char* name) const {
  const rapidjson::Value* const value = find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->IsUint64()) fail(name, "a natural number is wanted");
  return value->GetUint64();
}

Labels JsonBody::labels(const char* name) const {
  Labels labels;
  const rapidjson::Value* const value = find(name);
  if (value == nullptr) return labels;
  if (!value->IsObject()) fail(name, "an object of texts is wanted");
  for (const auto& member : value->GetObject()) {
    if (!member.value.IsString()) fail(name, "an object of texts is wanted");
    labels.emplace(text_of(member.name), text_of(member.value));
  }
  return labels;
}

JsonBody JsonBody::object(const char* name) const {
  const rapidjson::Value* const value = find(name);
  if (value != nullptr && !value->IsObject()) fail(name, "an object is wanted");
  return JsonBody(value);
}

}  // namespace cancel::dashboard
