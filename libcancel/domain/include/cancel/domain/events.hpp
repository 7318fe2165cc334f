#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cancel/domain/names.hpp"
#include "cancel/domain/time.hpp"
#include "cancel/domain/vocabulary.hpp"

// The facts. Each type is one row of the protocol's table of events; an empty optional is null on the wire.

namespace cancel {

struct TokenCreated {
  std::vector<TokenName> parents;
  std::optional<Millis> ttl;
  Labels labels;
  bool operator==(const TokenCreated&) const = default;
};

struct OperationStarted {
  std::optional<std::string> tool;
  std::optional<RequestId> request_id;
  std::optional<std::string> session;
  std::optional<Millis> deadline;
  std::optional<Millis> grace;
  std::optional<Millis> force;
  std::vector<TokenName> parents;
  Labels labels;
  bool already_running = false;
  bool operator==(const OperationStarted&) const = default;
};

struct CancellationRequested {
  std::optional<std::string> reason;
  Cause cause = Cause::user_requested;
  Mode mode = Mode::graceful;
  std::optional<Millis> grace;  // as asked for, else empty
  std::optional<Millis> force;
  std::optional<std::string> requested_by;
  // Set on the events of one cancelMany: whether its filter named this token itself, or it is a descendant.
  std::optional<bool> matched;
  bool operator==(const CancellationRequested&) const = default;
};

// The owner of the operation has taken the cancellation up.
struct CancellationExecuted {
  bool operator==(const CancellationExecuted&) const = default;
};

struct CancellationEscalated {
  EscalatedBecause because = EscalatedBecause::requested;
  std::optional<bool> matched;  // as in CancellationRequested
  bool operator==(const CancellationEscalated&) const = default;
};

// Nothing runs under the token any more.
struct CancellationCompleted {
  Outcome outcome = Outcome::stopped;
  std::optional<std::string> error;
  bool late = false;  // it came after CancellationExpired
  std::optional<std::string> result;  // of the operation that ended with this very event
  bool operator==(const CancellationCompleted&) const = default;
};

struct CancellationExpired {
  ExpiredBecause because = ExpiredBecause::ttl;
  bool operator==(const CancellationExpired&) const = default;
};

struct OperationFinished {
  Outcome outcome = Outcome::succeeded;
  std::optional<std::string> error;
  std::optional<std::string> result;
  bool operator==(const OperationFinished&) const = default;
};

struct TokenReleased {
  bool operator==(const TokenReleased&) const = default;
};

struct SessionOpened {
  std::string session;
  std::string name;
  std::optional<std::string> version;
  std::optional<std::int64_t> pid;
  std::optional<std::string> host;
  Millis lease{};
  bool operator==(const SessionOpened&) const = default;
};

struct SessionClosed {
  std::string session;
  SessionClosedBecause because = SessionClosedBecause::closed;
  bool operator==(const SessionClosed&) const = default;
};

// In the order of EventType, so that the index of the alternative is the type.
using EventData =
    std::variant<TokenCreated, OperationStarted, CancellationRequested, CancellationExecuted, CancellationEscalated,
                 CancellationCompleted, CancellationExpired, OperationFinished, TokenReleased, SessionOpened,
                 SessionClosed>;

inline EventType type_of(const EventData& data) { return static_cast<EventType>(data.index()); }

// A decided fact that has no place in the log yet.
struct NewEvent {
  TokenName token;  // id is empty for the events of sessions
  EventData data;
  std::optional<std::string> occurred_at;  // RFC 3339 UTC, when the owner says that it happened
};

// A fact with its place in the log.
struct Event {
  Position position = 0;
  Version version = 0;
  Timestamp time{};
  TokenName token;             // id is empty for the events of sessions
  bool of_operation = false;   // from the token's OperationStarted on; the operation's id is the token's
  std::optional<std::string> command_id;
  std::optional<std::string> occurred_at;
  EventData data;

  EventType type() const { return type_of(data); }
  bool of_session() const { return token.id.empty(); }
  bool operator==(const Event&) const = default;
};

}  // namespace cancel
