#include "request_parser.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "cancel/http/authority.hpp"
#include "characters.hpp"

namespace cancel::http {
namespace {

constexpr std::size_t chunk_line_limit = 1024;
constexpr std::array<std::string_view, 7> known_methods{"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"};

bool may_be_in_target(char c) {
  return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7f && c != '#';
}

}  // namespace

std::size_t RequestParser::feed(std::string_view bytes) {
  std::size_t used = 0;
  while (used < bytes.size() && !complete() && !failed()) {
    started_ = true;
    const std::string_view rest = bytes.substr(used);
    used += stage_ == Stage::body || stage_ == Stage::chunk ? take_body(rest) : take_line(rest);
  }
  return used;
}

bool RequestParser::take_expectation() {
  const bool in_body = stage_ == Stage::body || stage_ == Stage::chunk_size;
  return std::exchange(expects_continue_, false) && in_body && request_.body.empty();
}

std::size_t RequestParser::take_line(std::string_view bytes) {
  const auto end = bytes.find('\n');
  const std::string_view part = bytes.substr(0, end == std::string_view::npos ? bytes.size() : end + 1);
  const bool in_chunks = stage_ == Stage::chunk_size || stage_ == Stage::chunk_end;
  counted_ += part.size();
  if (counted_ > (in_chunks ? chunk_line_limit : limits_.header_bytes)) {
    if (in_chunks)
      fail(400, "a chunk's size line is too long");
    else if (stage_ == Stage::request_line)
      fail(414, "the request line is too long");
    else
      fail(431, "the header fields are too long");
    return part.size();
  }
  line_.append(part);
  if (end == std::string_view::npos) return part.size();
  if (!std::string_view(line_).ends_with("\r\n")) {
    fail(400, "a line does not end in CRLF");
  } else {
    line_.resize(line_.size() - 2);
    on_line();
  }
  line_.clear();
  return part.size();
}

std::size_t RequestParser::take_body(std::string_view bytes) {
  const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, bytes.size()));
  request_.body.append(bytes.substr(0, taken));
  remaining_ -= taken;
  if (remaining_ == 0) begin(stage_ == Stage::chunk ? Stage::chunk_end : Stage::complete);
  return taken;
}

void RequestParser::on_line() {
  switch (stage_) {
    case Stage::request_line:
      return on_request_line();
    case Stage::fields:
      return line_.empty() ? on_head_end() : on_field();
    case Stage::chunk_size:
      return on_chunk_size();
    case Stage::chunk_end:
      if (line_.empty()) return begin(Stage::chunk_size);
      fail(400, "a chunk is longer than its size");
      return;
    case Stage::trailers:
      return on_trailer();
    default:
      return;
  }
}

void RequestParser::on_request_line() {
  if (line_.empty()) return;  // peers are allowed an empty line before a request
  const std::string_view line = line_;
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) {
    fail(400, "the request line is malformed");
    return;
  }
  const std::string_view method = line.substr(0, first);
  if (!is_token(method)) {
    fail(400, "the method is malformed");
    return;
  }
  request_.method = method;
  if (!read_version(line.substr(last + 1))) return;
  if (std::find(known_methods.begin(), known_methods.end(), method) == known_methods.end()) {
    fail(501, "the method is not supported");
    return;
  }
  if (read_target(line.substr(first + 1, last - first - 1))) begin(Stage::fields);
}

bool RequestParser::read_version(std::string_view version) {
  if (version.size() != 8 || !version.starts_with("HTTP/") || !is_digit(version[5]) || version[6] != '.' ||
      !is_digit(version[7])) {
    return fail(400, "the request line is malformed");
  }
  if (version[5] != '1') return fail(505, "the server speaks HTTP/1.1");
  minor_version_ = version[7] - '0';
  return true;
}

bool RequestParser::read_target(std::string_view target) {
  if (target.empty() || !std::all_of(target.begin(), target.end(), may_be_in_target)) {
    return fail(400, "the target is malformed");
  }
  request_.target = target;
  if (target == "*" && request_.method == "OPTIONS") {
    request_.path = target;
    return true;
  }
  if (target.front() != '/' && !read_absolute_target(target)) return fail(400, "the target is malformed");
  const std::string_view origin_form = request_.target;
  const auto query = origin_form.find('?');
  request_.path = origin_form.substr(0, query);
  if (query != std::string_view::npos) request_.query = origin_form.substr(query + 1);
  return true;
}

bool RequestParser::read_absolute_target(std::string_view target) {
  const auto scheme = target.find("://");
  if (scheme == std::string_view::npos) return false;
  if (!equal_in_any_case(target.substr(0, scheme), "http") && !equal_in_any_case(target.substr(0, scheme), "https")) {
    return false;
  }
  target.remove_prefix(scheme + 3);
  const auto end = std::min(target.find_first_of("/?"), target.size());
  target_authority_ = target.substr(0, end);
  if (!parse_authority(target_authority_)) return false;
  const std::string_view rest = target.substr(end);
  request_.target = (rest.starts_with('/') ? "" : "/") + std::string(rest);
  return true;
}

void RequestParser::on_field() {
  const std::string_view line = line_;
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
    fail(400, "a header field is malformed");
    return;
  }
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (std::any_of(value.begin(), value.end(), is_control)) {
    fail(400, "a header field holds a control character");
  } else if (request_.headers.size() >= limits_.header_fields) {
    fail(431, "there are too many header fields");
  } else {
    request_.headers.add(std::string(line.substr(0, colon)), std::string(value));
  }
}

void RequestParser::on_head_end() {
  const Headers& headers = request_.headers;
  keep_alive_ =
      knows_chunks() ? !headers.has_token("Connection", "close") : headers.has_token("Connection", "keep-alive");
  if (read_host() && read_framing()) read_expectation();
}

bool RequestParser::read_host() {
  const auto count = request_.headers.count("Host");
  if (count > 1 || (count == 0 && knows_chunks())) return fail(400, "there must be one Host field");
  if (!target_authority_.empty()) request_.headers.set("Host", target_authority_);
  return true;
}

bool RequestParser::read_framing() {
  const auto codings = request_.headers.all("Transfer-Encoding");
  if (codings.empty()) return read_length();
  if (request_.headers.count("Content-Length") > 0)
    return fail(400, "the body has both a length and a transfer coding");
  if (!knows_chunks()) return fail(400, "HTTP/1.0 has no transfer codings");
  if (codings.size() > 1 || !equal_in_any_case(codings.front(), "chunked")) {
    return fail(501, "the only transfer coding known here is chunked");
  }
  begin(Stage::chunk_size);
  return true;
}

bool RequestParser::read_length() {
  const auto lengths = request_.headers.all("Content-Length");
  if (lengths.size() > 1) return fail(400, "there are several Content-Length fields");
  remaining_ = 0;
  if (!lengths.empty()) {
    const std::string_view digits = lengths.front();
    if (digits.empty() || !std::all_of(digits.begin(), digits.end(), is_digit)) {
      return fail(400, "the Content-Length is malformed");
    }
    for (const char digit : digits) {
      remaining_ = remaining_ * 10 + static_cast<std::uint64_t>(digit - '0');
      if (remaining_ > limits_.body_bytes) return fail(413, "the body is too long");
    }
  }
  begin(remaining_ == 0 ? Stage::complete : Stage::body);
  return true;
}

bool RequestParser::read_expectation() {
  const auto expectations = request_.headers.all("Expect");
  if (expectations.empty() || !knows_chunks()) return true;
  if (expectations.size() > 1 || !equal_in_any_case(expectations.front(), "100-continue")) {
    return fail(417, "the only expectation known here is 100-continue");
  }
  expects_continue_ = true;
  return true;
}

void RequestParser::on_chunk_size() {
  std::string_view size = line_;
  size = trimmed(size.substr(0, size.find(';')));  // extensions mean nothing here
  const bool control = std::any_of(line_.begin(), line_.end(), is_control);
  std::uint64_t value = 0;
  for (const char c : size) {
    const int digit = hex_value(c);
    if (digit < 0) {
      fail(400, "a chunk's size is malformed");
      return;
    }
    value = value * 16 + static_cast<std::uint64_t>(digit);
    if (value > limits_.body_bytes - request_.body.size()) {
      fail(413, "the body is too long");
      return;
    }
  }
  if (size.empty() || control || is_control(line_.front()) || trimmed(line_).size() != line_.size()) {
    fail(400, "a chunk's size is malformed");
    return;
  }
  remaining_ = value;
  begin(value == 0 ? Stage::trailers : Stage::chunk);
}

// Nobody asked for trailers: they are checked for their form, and dropped.
void RequestParser::on_trailer() {
  if (line_.empty()) return begin(Stage::complete);
  if (!is_token(std::string_view(line_).substr(0, line_.find(':'))) || line_.find(':') == std::string::npos) {
    fail(400, "a trailer field is malformed");
  }
}

void RequestParser::begin(Stage stage) {
  stage_ = stage;
  if (stage != Stage::fields) counted_ = 0;  // the request line counts together with the fields
}

bool RequestParser::fail(int status, std::string reason) {
  stage_ = Stage::failed;
  status_ = status;
  reason_ = std::move(reason);
  return false;
}

}  // namespace cancel::http
