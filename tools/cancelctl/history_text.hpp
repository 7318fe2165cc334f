#pragma once

#include <string>
#include <vector>

#include "cancel/store/history.hpp"
#include "context.hpp"

namespace cancel::cancelctl {

// One row as a JSON object on one line, with the names of the columns of the view cancellation_history.
std::string history_json(const HistoryRow& row);

// The rows as a table: when, what, who and why first, so that a narrow terminal cuts the details only. Namespaces are
// shown where there are several.
std::string history_lines(const Context& context, const std::vector<HistoryRow>& rows);

}  // namespace cancel::cancelctl
