#pragma once

#include <vector>

#include "cancel/domain/names.hpp"
#include "top/line.hpp"
#include "top/model.hpp"

namespace cancel::top {

// How a token is now, as "name  value" lines: its operation, its cancellation, its parents. One line that says so where
// nothing is known of it any more.
std::vector<Line> property_lines(const Model& model, const TokenName& name, std::size_t width);

}  // namespace cancel::top
