#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace cancel {

// The fixed lists of the protocol. to_string() gives the word on the wire, from_string<E>() reads it back and is empty
// for a word that is not in the list. Append new ones, never rename.

enum class Cause {
  user_requested,
  timeout,
  server_shutdown,
  resource_exhausted,
  security_violation,
  client_disconnected,
  parent_cancelled,
  superseded,
  other,
};

enum class Mode { graceful, force };

// How an operation, or a cancellation, ended.
enum class Outcome { stopped, succeeded, failed, lost, nothing_running };

// Whether the work of an operation goes on.
enum class OperationState { running, finished };

enum class TokenState { active, requested, executed, completed, expired, released };

enum class EventType {
  token_created,
  operation_started,
  cancellation_requested,
  cancellation_executed,
  cancellation_escalated,
  cancellation_completed,
  cancellation_expired,
  operation_finished,
  token_released,
  session_opened,
  session_closed,
};

enum class EscalatedBecause { grace_elapsed, requested };
enum class ExpiredBecause { ttl, unconfirmed };
enum class SessionClosedBecause { closed, lease_elapsed };

// What may be known of a change whose append failed.
enum class StorageOutcome { not_recorded, unknown };

namespace words {
inline constexpr std::array<std::string_view, 9> of(Cause) {
  return {"user_requested",      "timeout",          "server_shutdown", "resource_exhausted", "security_violation",
          "client_disconnected", "parent_cancelled", "superseded",      "other"};
}
inline constexpr std::array<std::string_view, 2> of(Mode) { return {"graceful", "force"}; }
inline constexpr std::array<std::string_view, 5> of(Outcome) {
  return {"stopped", "succeeded", "failed", "lost", "nothing_running"};
}
inline constexpr std::array<std::string_view, 2> of(OperationState) { return {"running", "finished"}; }
inline constexpr std::array<std::string_view, 6> of(TokenState) {
  return {"active", "requested", "executed", "completed", "expired", "released"};
}
inline constexpr std::array<std::string_view, 11> of(EventType) {
  return {"TokenCreated",          "OperationStarted",      "CancellationRequested", "CancellationExecuted",
          "CancellationEscalated", "CancellationCompleted", "CancellationExpired",   "OperationFinished",
          "TokenReleased",         "SessionOpened",         "SessionClosed"};
}
inline constexpr std::array<std::string_view, 2> of(EscalatedBecause) { return {"grace_elapsed", "requested"}; }
inline constexpr std::array<std::string_view, 2> of(ExpiredBecause) { return {"ttl", "unconfirmed"}; }
inline constexpr std::array<std::string_view, 2> of(SessionClosedBecause) { return {"closed", "lease_elapsed"}; }
inline constexpr std::array<std::string_view, 2> of(StorageOutcome) { return {"not_recorded", "unknown"}; }
}  // namespace words

template <typename Word>
constexpr std::string_view to_string(Word word)
  requires requires { words::of(word); }
{
  return words::of(word)[static_cast<std::size_t>(word)];
}

template <typename Word>
constexpr std::optional<Word> from_string(std::string_view text) {
  const auto all = words::of(Word{});
  for (std::size_t index = 0; index < all.size(); ++index) {
    if (all[index] == text) return static_cast<Word>(index);
  }
  return std::nullopt;
}

}  // namespace cancel
