#pragma once

#include <string>
#include <string_view>

#include "dashboard/cancellation_shape.hpp"

// RFC 4180: lines end with CR LF, and what holds a comma, a quote or a line's end stands in quotes. A cell that a
// spreadsheet would take for a formula is prefixed by '. Pure.
namespace cancel::dashboard {

std::string csv_cell(std::string_view text);
std::string csv_header();
std::string csv_line(const CancellationShape& shape);

}  // namespace cancel::dashboard
