#pragma once

#include <cstddef>
#include <vector>

#include "top/line.hpp"
#include "top/model.hpp"

namespace cancel::top {

// What stands above the lists: how the daemon is, what runs, how much happens, how long cancellations take. One line
// where there is little room (`most` below 4), else four.
std::vector<Line> header_lines(const Model& model, bool paused, std::size_t width, std::size_t most);

// What was observed in a short while; the screen and the snapshot show the same.
inline constexpr Millis rate_span{10'000};
inline constexpr Millis latency_span{15 * 60'000};
struct Rates {
  double started = 0;  // all per second
  double requested = 0;
  double completed = 0;
  double finished = 0;
};
Rates rates_of(const live::LiveState& state, Timestamp now);

}  // namespace cancel::top
