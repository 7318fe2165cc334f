#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cancel/domain/names.hpp"
#include "cancel/domain/time.hpp"
#include "cancel/domain/vocabulary.hpp"

namespace cancel {

// A running operation as it is shown: one item of operation/list.
struct OperationView {
  TokenName name;
  Position started_position = 0;
  std::optional<std::string> tool;
  std::optional<RequestId> request_id;
  std::optional<std::string> session;
  Timestamp started_at{};
  std::optional<Timestamp> deadline_at;
  bool cancelled = false;
  TokenState state = TokenState::active;
  Labels labels;
  std::vector<TokenName> parents;
  std::optional<Millis> grace;  // that it was started with
  std::optional<Millis> force;
  std::optional<Timestamp> escalates_at;    // a graceful cancellation of it becomes force then
  std::optional<Timestamp> unconfirmed_at;  // a forced one counts as unconfirmed then; empty once it does

  // Where it is cancelled.
  std::optional<Timestamp> requested_at;
  std::optional<Cause> cause;
  std::optional<Mode> mode;  // as of now: an escalated cancellation is force
  std::optional<std::string> reason;
  std::optional<std::string> requested_by;

  bool operator==(const OperationView&) const = default;
};

// A token as it is shown, listed and projected into the log's file: everything known of it but what runs under it.
struct TokenView {
  TokenKey key = 0;
  TokenName name;
  TokenState state = TokenState::active;
  std::optional<Timestamp> created_at;
  std::optional<Timestamp> expires_at;  // of an active token with a time-to-live under which nothing runs
  std::vector<TokenName> parents;
  Labels labels;
  Version version = 0;
  Position position = 0;  // of its last event

  // Set once it is cancelled, requested_at first of all.
  std::optional<Timestamp> requested_at;
  std::optional<std::string> reason;
  std::optional<Cause> cause;
  std::optional<Mode> mode;  // as of now: an escalated cancellation is force
  std::optional<std::string> requested_by;
  std::optional<Timestamp> executed_at;
  std::optional<Timestamp> escalated_at;
  std::optional<Timestamp> completed_at;  // of the last completion, empty while something runs again
  std::optional<Timestamp> expired_at;    // by time-to-live, or unconfirmed
  std::optional<Outcome> outcome;         // of its operation once that has ended, else of the completion

  bool has_operation = false;
  std::optional<std::string> tool;

  bool cancelled() const { return requested_at.has_value(); }
  bool operator==(const TokenView&) const = default;
};

}  // namespace cancel
