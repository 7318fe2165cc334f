#pragma once

#include <map>
#include <optional>

#include "cancel/domain/names.hpp"
#include "cancel/domain/time.hpp"
#include "cancel/domain/vocabulary.hpp"

namespace cancel::exporter {

// What has to be known of a cancellation to count its end. A value.
struct KnownCancellation {
  Cause cause = Cause::other;
  Mode mode = Mode::graceful;
  Timestamp requested_at{};
  std::optional<Timestamp> executed_at{};
  Position completed = 0;  // of the event; 0: it is open

  bool operator==(const KnownCancellation&) const = default;
};

using KnownCancellations = std::map<TokenName, KnownCancellation>;

}  // namespace cancel::exporter
