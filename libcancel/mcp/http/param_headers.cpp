#include "http/param_headers.hpp"

#include <sodium.h>

namespace cancel::mcp {

namespace {

constexpr std::string_view encoded_begin = "=?base64?";
constexpr std::string_view encoded_end = "?=";

void collect(const Json& schema, std::vector<std::string>& path, std::vector<ParamHeader>& found) {
  const Json* properties = find(schema, "properties");
  if (properties == nullptr || !properties->IsObject()) return;
  for (const auto& property : properties->GetObject()) {
    path.emplace_back(property.name.GetString(), property.name.GetStringLength());
    if (const auto name = find_text(property.value, "x-mcp-header")) found.push_back({path, "Mcp-Param-" + *name});
    collect(property.value, path, found);
    path.pop_back();
  }
}

const Json* argument_at(const Json& arguments, const std::vector<std::string>& path) {
  const Json* value = &arguments;
  for (const std::string& name : path) {
    value = find(*value, name);
    if (value == nullptr) return nullptr;
  }
  return value->IsNull() ? nullptr : value;
}

std::string text_of(const Json& value) {
  if (value.IsString()) return {value.GetString(), value.GetStringLength()};
  return JsonText::of(value).text();
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

std::optional<std::string> decoded(std::string_view base64) {
  std::string bytes(base64.size(), '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  if (::sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), base64.data(), base64.size(),
                          nullptr, &size, &end, sodium_base64_VARIANT_ORIGINAL) != 0 ||
      end != base64.data() + base64.size()) {
    return std::nullopt;
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace

std::vector<ParamHeader> param_headers(const Json& input_schema) {
  std::vector<ParamHeader> found;
  std::vector<std::string> path;
  collect(input_schema, path, found);
  return found;
}

std::optional<std::string> header_value(std::string_view raw) {
  raw = trimmed(raw);
  const bool is_encoded = raw.size() >= encoded_begin.size() + encoded_end.size() &&
                          raw.substr(0, encoded_begin.size()) == encoded_begin &&
                          raw.substr(raw.size() - encoded_end.size()) == encoded_end;
  if (!is_encoded) return std::string(raw);
  return decoded(raw.substr(encoded_begin.size(), raw.size() - encoded_begin.size() - encoded_end.size()));
}

std::optional<std::string> param_header_fault(const std::vector<ParamHeader>& rules, const Json& arguments,
                                              const http::Headers& headers) {
  for (const ParamHeader& rule : rules) {
    const Json* argument = argument_at(arguments, rule.path);
    const auto raw = headers.find(rule.header);
    if (argument == nullptr && !raw) continue;
    if (argument == nullptr) return "the header " + rule.header + " names an argument that is not there";
    if (!raw) return "the header " + rule.header + " is missing";
    const auto value = header_value(*raw);
    if (!value) return "the header " + rule.header + " is not well-formed base64";
    if (*value != text_of(*argument)) return "the header " + rule.header + " differs from its argument";
  }
  return std::nullopt;
}

}  // namespace cancel::mcp
