#pragma once

#include <string>

#include "cancel/store/history.hpp"
#include "context.hpp"
#include "text/table.hpp"

namespace cancel::cancelctl {

// One row as a JSON object on one line, with the names of the columns of the view cancellation_history.
std::string history_json(const HistoryRow& row);

text::Table history_table(const Context& context);
void add_history(text::Table& table, const HistoryRow& row, Timestamp now);

}  // namespace cancel::cancelctl
