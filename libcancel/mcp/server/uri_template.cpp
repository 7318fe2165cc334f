#include "server/uri_template.hpp"

#include <algorithm>
#include <stdexcept>

namespace cancel::mcp::detail {

namespace {

bool is_variable_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
  });
}

std::optional<int> hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

// Text behind a '%' that is no code stays as it is.
std::string decoded(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool is_code = text[at] == '%' && at + 2 < text.size() && hex_digit(text[at + 1]) && hex_digit(text[at + 2]);
    if (!is_code) {
      result += text[at];
      continue;
    }
    result += static_cast<char>(*hex_digit(text[at + 1]) * 16 + *hex_digit(text[at + 2]));
    at += 2;
  }
  return result;
}

[[noreturn]] void refuse(std::string_view text, const char* why) {
  throw std::invalid_argument("the URI template " + std::string(text) + ": " + why);
}

// Where the text behind a variable begins that itself begins at `from` and is not empty. Of several places the first
// one is right for every variable but the last, since a variable never reaches over a '/'.
std::size_t end_of_variable(std::string_view uri, std::size_t from, const std::string& text_behind, bool last) {
  if (!last) return from + 1 > uri.size() ? std::string_view::npos : uri.find(text_behind, from + 1);
  if (uri.size() < from + 1 + text_behind.size()) return std::string_view::npos;
  const std::size_t end = uri.size() - text_behind.size();
  return uri.substr(end) == text_behind ? end : std::string_view::npos;
}

}  // namespace

UriTemplate::UriTemplate(std::string_view text) {
  std::size_t at = text.find_first_of("{}");
  beginning_ = text.substr(0, at);
  while (at != std::string_view::npos) {
    const std::size_t end = text.find('}', at);
    if (text[at] != '{' || end == std::string_view::npos) refuse(text, "its braces do not match");
    const std::string name(text.substr(at + 1, end - at - 1));
    if (!is_variable_name(name)) refuse(text, "only plain variables are known");
    const auto same = [&](const Variable& variable) { return variable.name == name; };
    if (std::any_of(variables_.begin(), variables_.end(), same)) refuse(text, "a variable stands twice");
    at = text.find_first_of("{}", end + 1);
    const std::size_t behind = (at == std::string_view::npos ? text.size() : at) - (end + 1);
    if (behind == 0 && at != std::string_view::npos) refuse(text, "two variables stand side by side");
    variables_.push_back({name, std::string(text.substr(end + 1, behind))});
  }
}

std::optional<Labels> UriTemplate::match(std::string_view uri) const {
  if (uri.substr(0, beginning_.size()) != beginning_) return std::nullopt;
  Labels values;
  std::size_t at = beginning_.size();
  for (const Variable& variable : variables_) {
    const bool last = &variable == &variables_.back();
    const std::size_t end = end_of_variable(uri, at, variable.text_behind, last);
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view value = uri.substr(at, end - at);
    if (value.find_first_of("/?#") != std::string_view::npos) return std::nullopt;
    values[variable.name] = decoded(value);
    at = end + variable.text_behind.size();
  }
  if (at != uri.size()) return std::nullopt;
  return values;
}

}  // namespace cancel::mcp::detail
