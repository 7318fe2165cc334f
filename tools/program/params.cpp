#include "program/params.hpp"

#include "cancel/wire/utf8.hpp"
#include "program/failure.hpp"

namespace cancel::program {

void Params::write(std::string_view text) {
  if (!is_utf8(text)) throw Failure(ExitCode::usage, "\"" + std::string(text) + "\" is not UTF-8");
  writer_.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

Params& Params::text(const char* name, const std::optional<std::string>& value) {
  if (!value) return *this;
  writer_.Key(name);
  write(*value);
  return *this;
}

Params& Params::duration(const char* name, const std::optional<Millis>& value) {
  if (!value) return *this;
  writer_.Key(name);
  writer_.Int64(value->count());
  return *this;
}

Params& Params::number(const char* name, const std::optional<std::uint64_t>& value) {
  if (!value) return *this;
  writer_.Key(name);
  writer_.Uint64(*value);
  return *this;
}

Params& Params::flag(const char* name, const std::optional<bool>& value) {
  if (!value) return *this;
  writer_.Key(name);
  writer_.Bool(*value);
  return *this;
}

Params& Params::labels(const char* name, const Labels& values) {
  if (values.empty()) return *this;
  writer_.Key(name);
  writer_.StartObject();
  for (const auto& [key, value] : values) {
    write(key);
    write(value);
  }
  writer_.EndObject();
  return *this;
}

Params& Params::texts(const char* name, const std::vector<std::string>& values) {
  if (values.empty()) return *this;
  writer_.Key(name);
  writer_.StartArray();
  for (const std::string& value : values) write(value);
  writer_.EndArray();
  return *this;
}

Params& Params::parents(const std::vector<std::string>& ids, const std::vector<TokenName>& names) {
  if (ids.empty() && names.empty()) return *this;
  writer_.Key("parents");
  writer_.StartArray();
  for (const std::string& id : ids) write(id);
  for (const TokenName& name : names) {
    writer_.StartObject();
    text("namespace", name.space);
    text("id", name.id);
    writer_.EndObject();
  }
  writer_.EndArray();
  return *this;
}

std::string Params::json() {
  writer_.EndObject();
  return {buffer_.GetString(), buffer_.GetSize()};
}

}  // namespace cancel::program
