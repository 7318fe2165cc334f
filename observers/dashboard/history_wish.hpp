#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cancel/store/history.hpp"
#include "dashboard/query.hpp"

namespace cancel::dashboard {

// A cursor as the page keeps it, and back. Nothing where `text` is none.
std::string cursor_text(const HistoryCursor& cursor);
std::optional<HistoryCursor> parse_cursor(std::string_view text);

// What GET /api/history asks for, and the exports, which have no limit. Throws ApiFailure.
HistoryFilter history_filter(const Query& query, Timestamp now);

// {"items":[…],"next":…}. `rows`: as LogReader::history() gives them, one more than `limit` where there are more.
std::string history_json(std::vector<HistoryRow> rows, std::size_t limit);

}  // namespace cancel::dashboard
