#pragma once

#include <array>
#include <cstdint>

#include "cancel/domain/vocabulary.hpp"
#include "exporter/duration_histogram.hpp"

namespace cancel::exporter {

// A number for each word of a list of the protocol.
template <typename Word, typename Number>
using PerWord = std::array<Number, words::of(Word{}).size()>;

template <typename Word>
constexpr std::size_t index_of(Word word) {
  return static_cast<std::size_t>(word);
}

// What the exporter counts itself, event by event, because the daemon does not tell it. A value; its size is fixed.
struct CancellationCounts {
  PerWord<Cause, PerWord<Mode, std::uint64_t>> requested{};
  PerWord<Cause, PerWord<Mode, PerWord<Outcome, std::uint64_t>>> completed{};

  // Of the cancellations of operations, by the mode in which they stood at that moment.
  PerWord<Mode, DurationHistogram> executed{};  // from the request until its owner took it up
  PerWord<Mode, DurationHistogram> stopping{};  // from then until nothing ran any more
  PerWord<Mode, DurationHistogram> whole{};     // from the request until nothing ran any more

  bool operator==(const CancellationCounts&) const = default;
};

}  // namespace cancel::exporter
