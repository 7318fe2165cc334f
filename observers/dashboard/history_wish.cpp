#include "dashboard/history_wish.hpp"

#include <charconv>

#include "dashboard/cancellation_shape.hpp"
#include "dashboard/json_text.hpp"

namespace cancel::dashboard {

namespace {

constexpr std::size_t most_items = 1'000;

template <typename Number>
bool read_number(std::string_view text, Number& into) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
  return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace

std::string cursor_text(const HistoryCursor& cursor) {
  return std::to_string(cursor.requested_at.time_since_epoch().count()) + "." + std::to_string(cursor.key);
}

std::optional<HistoryCursor> parse_cursor(std::string_view text) {
  const auto dot = text.find('.');
  std::int64_t time = 0;
  HistoryCursor cursor;
  if (dot == std::string_view::npos || !read_number(text.substr(0, dot), time)) return std::nullopt;
  if (!read_number(text.substr(dot + 1), cursor.key)) return std::nullopt;
  cursor.requested_at = Timestamp(std::chrono::microseconds(time));
  return cursor;
}

HistoryFilter history_filter(const Query& query, Timestamp now) {
  HistoryFilter filter;
  filter.space = query.text("namespace");
  filter.token = query.text("token");
  filter.tool = query.text("tool");
  filter.cause = query.word<Cause>("cause");
  filter.requester = query.text("requester");
  filter.state = query.word<TokenState>("state");
  filter.outcome = query.word<Outcome>("outcome");
  filter.mode = query.word<Mode>("mode");
  filter.reason_contains = query.text("q");
  filter.since = query.moment("since", now);
  filter.until = query.moment("until", now);
  filter.limit = query.number("limit", 100, 1, most_items);
  if (const auto before = query.text("before")) {
    filter.before = parse_cursor(*before);
    if (!filter.before) Query::fail("before", "'" + *before + "' is no place in the history");
  }
  return filter;
}

std::string history_json(std::vector<HistoryRow> rows, std::size_t limit) {
  const bool more = rows.size() > limit;
  if (more) rows.erase(rows.begin(), rows.end() - static_cast<std::ptrdiff_t>(limit));
  JsonText out;
  out.begin_object();
  out.key("items");
  out.begin_array();
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) write(out, shape_of(*row));
  out.end_array();
  out.key("next");
  more ? out.value(cursor_text(rows.front().place())) : out.null();
  out.end_object();
  return out.take();
}

}  // namespace cancel::dashboard
