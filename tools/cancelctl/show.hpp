#pragma once

#include <string>
#include <utility>
#include <vector>

#include "context.hpp"
#include "json.hpp"
#include "text/table.hpp"

// Parts of results, for people.

namespace cancel::cancelctl {

using Properties = std::vector<std::pair<std::string, text::Cell>>;

// The state, in its colour.
text::Cell state_cell(const Json& state);
// "14:03:22, 3 minutes ago", or "-".
std::string shown_time(const Json& time, Timestamp now);
// "14:03:22" only, for tables.
std::string shown_clock(const Json& time, Timestamp now);
std::string shown_labels(const Labels& labels);
// "github/tok-1"
std::string shown_name(const Json& space, const Json& id);

// Adds the property where there is a value.
void add_property(Properties& properties, const std::string& name, const Json& value);
void add_time(Properties& properties, const std::string& name, const Json& time, Timestamp now);

// What status, create and wait show of a token.
void print_token(Context& context, const Json& token);

// A table of operations, as operation/list has them.
text::Table operations_table(const Context& context);
void add_operation(text::Table& table, const Json& operation, Timestamp now);

}  // namespace cancel::cancelctl
