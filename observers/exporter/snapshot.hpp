#pragma once

#include <cstdint>
#include <optional>

#include "cancel/domain/time.hpp"
#include "exporter/cancellation_counts.hpp"
#include "exporter/log_files.hpp"
#include "live/standing.hpp"

namespace cancel::exporter {

// What runs and what is open, as the live state says.
struct LiveNumbers {
  std::uint64_t open = 0;
  std::uint64_t unconfirmed = 0;
  std::optional<Timestamp> oldest_operation{};     // when it was started
  std::optional<Timestamp> oldest_cancellation{};  // when it was requested
};

// All that one scrape shows of the daemon. A value.
struct Snapshot {
  Timestamp now{};
  live::Standing standing{};
  std::optional<LiveNumbers> live{};  // not before everything was read once
  CancellationCounts counts{};
  std::optional<Timestamp> last_event_at{};
  std::optional<LogFiles> files{};
};

}  // namespace cancel::exporter
