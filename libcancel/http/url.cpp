#include "cancel/http/url.hpp"

#include <algorithm>

#include "characters.hpp"

namespace cancel::http {
namespace {

// The part of `text` up to `separator`, which is taken away from it, too.
std::string_view take_part(std::string_view& text, char separator) {
  const auto length = std::min(text.find(separator), text.size());
  const std::string_view part = text.substr(0, length);
  text.remove_prefix(std::min(length + 1, text.size()));
  return part;
}

// In a query a '+' is a space.
std::optional<std::string> form_decoded(std::string_view text) {
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  return percent_decoded(spaced);
}

bool may_be_segment(std::string_view decoded) {
  return decoded != "." && decoded != ".." && decoded.find_first_of("/\\") == std::string_view::npos;
}

}  // namespace

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (text.size() - i < 3) return std::nullopt;
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (c == '\0') return std::nullopt;
    decoded.push_back(c);
  }
  return decoded;
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (is_letter(c) || is_digit(c) || std::string_view("-._~").find(c) != std::string_view::npos) {
      encoded.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded += {'%', digits[byte / 16], digits[byte % 16]};
    }
  }
  return encoded;
}

std::optional<std::vector<std::string>> path_segments(std::string_view path) {
  if (path.empty() || path.front() != '/') return std::nullopt;
  std::vector<std::string> segments;
  while (!path.empty()) {
    const std::string_view part = take_part(path, '/');
    if (part.empty()) continue;
    auto decoded = percent_decoded(part);
    if (!decoded || !may_be_segment(*decoded)) return std::nullopt;
    segments.push_back(std::move(*decoded));
  }
  return segments;
}

std::optional<QueryParameters> QueryParameters::parse(std::string_view query) {
  QueryParameters parsed;
  while (!query.empty()) {
    std::string_view value = take_part(query, '&');
    if (value.empty()) continue;
    auto name = form_decoded(take_part(value, '='));
    auto decoded = form_decoded(value);
    if (!name || !decoded) return std::nullopt;
    parsed.parameters_.push_back({std::move(*name), std::move(*decoded)});
  }
  return parsed;
}

std::optional<std::string_view> QueryParameters::find(std::string_view name) const {
  for (const Parameter& parameter : parameters_) {
    if (parameter.name == name) return parameter.value;
  }
  return std::nullopt;
}

std::vector<std::string_view> QueryParameters::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const Parameter& parameter : parameters_) {
    if (parameter.name == name) values.push_back(parameter.value);
  }
  return values;
}

}  // namespace cancel::http
