#include "dashboard/query.hpp"

#include <charconv>

#include "cancel/wire/utf8.hpp"
#include "dashboard/api_error.hpp"
#include "text/time_text.hpp"

namespace cancel::dashboard {

namespace {

constexpr std::size_t longest_text = 4'096;

http::QueryParameters parsed(std::string_view text) {
  auto parameters = http::QueryParameters::parse(text);
  if (!parameters) throw ApiFailure(bad_request("the query can not be decoded"));
  return *std::move(parameters);
}

}  // namespace

Query::Query(std::string_view text) : parameters_(parsed(text)) {}

void Query::fail(std::string_view name, const std::string& what) {
  throw ApiFailure(bad_request(std::string(name) + ": " + what));
}

std::optional<std::string> Query::text(std::string_view name) const {
  const auto found = parameters_.find(name);
  if (!found || found->empty()) return std::nullopt;
  if (found->size() > longest_text) fail(name, "more than 4096 bytes");
  if (!is_utf8(*found)) fail(name, "no UTF-8");
  return std::string(*found);
}

std::uint64_t Query::number(std::string_view name, std::uint64_t usual, std::uint64_t least, std::uint64_t most) const {
  const auto given = text(name);
  if (!given) return usual;
  std::uint64_t number = 0;
  const char* const end = given->data() + given->size();
  const auto [stopped, error] = std::from_chars(given->data(), end, number);
  if (error != std::errc{} || stopped != end || number < least || number > most) {
    fail(name, "a number from " + std::to_string(least) + " to " + std::to_string(most));
  }
  return number;
}

std::optional<Timestamp> Query::moment(std::string_view name, Timestamp now) const {
  const auto given = text(name);
  if (!given) return std::nullopt;
  const auto moment = text::parse_moment(*given, now);
  if (!moment) fail(name, "'" + *given + "' is neither a time (2026-11-20T08:00:00Z) nor a duration (2h)");
  return moment;
}

}  // namespace cancel::dashboard
