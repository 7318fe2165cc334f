#include "response_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <ctime>
#include <iterator>

#include "cancel/http/response.hpp"
#include "characters.hpp"

namespace cancel::http {
namespace {

constexpr std::array own_fields{"Date", "Content-Length", "Transfer-Encoding", "Connection"};

bool is_own_field(std::string_view name) {
  return std::any_of(own_fields.begin(), own_fields.end(),
                     [&](const char* own) { return equal_in_any_case(own, name); });
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ");
  std::transform(value.begin(), value.end(), std::back_inserter(out), [](char c) { return is_control(c) ? ' ' : c; });
  out.append("\r\n");
}

// strftime() would say the names in the locale's language.
std::string date_text(std::time_t time) {
  constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm utc{};
  ::gmtime_r(&time, &utc);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                days[static_cast<std::size_t>(utc.tm_wday)], utc.tm_mday, months[static_cast<std::size_t>(utc.tm_mon)],
                utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
  return text.data();
}

}  // namespace

std::string head_text(const ResponseHead& head, const Headers& headers) {
  std::string out = "HTTP/1.1 " + std::to_string(head.status) + ' ' + reason_phrase(head.status) + "\r\n";
  append_field(out, "Date", date_text(std::time(nullptr)));
  for (const Headers::Field& field : headers) {
    if (is_token(field.name) && !is_own_field(field.name)) append_field(out, field.name, field.value);
  }
  if (head.framing == Framing::length) append_field(out, "Content-Length", std::to_string(head.length));
  if (head.framing == Framing::chunks) append_field(out, "Transfer-Encoding", "chunked");
  append_field(out, "Connection", head.keep_alive ? "keep-alive" : "close");
  out.append("\r\n");
  return out;
}

std::string chunk_text(std::string_view bytes) {
  std::array<char, 16> size{};
  const auto [end, error] = std::to_chars(size.data(), size.data() + size.size(), bytes.size(), 16);
  std::string out;
  out.reserve(bytes.size() + size.size() + 4);
  out.append(size.data(), end).append("\r\n").append(bytes).append("\r\n");
  return out;
}

std::string closing_response(int status, std::string_view reason) {
  const std::string body = std::string(reason) + '\n';
  return head_text({status, Framing::length, body.size(), false}, {{"Content-Type", "text/plain; charset=utf-8"}}) +
         body;
}

}  // namespace cancel::http
