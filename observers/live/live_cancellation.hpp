#pragma once

#include <optional>
#include <string>

#include "cancel/domain/names.hpp"
#include "cancel/domain/time.hpp"
#include "cancel/domain/vocabulary.hpp"

namespace cancel::live {

// A cancellation as an observer sees it: from its request to the end of what ran. A value.
//
// What was requested before the observer began to look is known from the daemon's lists, and these do not say
// everything: `executed_at` and `escalated_at` may be empty although it happened, and `executed` false where something
// else below was slower.
struct LiveCancellation {
  Cause cause = Cause::user_requested;
  std::optional<std::string> reason{};  // hostile text: whoever shows it escapes it
  std::optional<std::string> requested_by{};
  Mode mode = Mode::graceful;     // as of now
  std::optional<Millis> grace{};  // as asked for with the cancel
  std::optional<Millis> force{};
  Timestamp requested_at{};
  bool executed = false;  // the owner has taken it up
  std::optional<Timestamp> executed_at{};
  std::optional<Timestamp> escalated_at{};
  std::optional<Timestamp> expired_at{};  // when it became unconfirmed
  std::optional<Timestamp> completed_at{};
  std::optional<Outcome> outcome{};
  bool late = false;         // completed after it was unconfirmed
  bool unconfirmed = false;  // now

  // Of an operation that runs: when graceful becomes force, and when force counts as unconfirmed. At most one is set.
  std::optional<Timestamp> escalates_at{};
  std::optional<Timestamp> unconfirmed_at{};

  bool open() const { return !completed_at; }
  // Requested to completed, of one that is over.
  std::optional<Timestamp::duration> latency() const {
    if (!completed_at) return std::nullopt;
    return *completed_at - requested_at;
  }
};

}  // namespace cancel::live
