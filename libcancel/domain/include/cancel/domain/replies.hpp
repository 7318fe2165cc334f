#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cancel/domain/commit_times.hpp"
#include "cancel/domain/errors.hpp"
#include "cancel/domain/events.hpp"
#include "cancel/domain/views.hpp"

// The answers: one type a shape of result. `position` is that of the last event that the command caused, or the head.

namespace cancel {

struct CreateReply {
  TokenView token;
  Position position = 0;
};

struct CancelReply {
  bool already_cancelled = false;
  TokenState state = TokenState::requested;
  Position position = 0;
};

struct CancelManyReply {
  std::vector<TokenName> tokens;  // those that the filter matched, in order of creation
  Position position = 0;
};

struct StatusReply {
  TokenView token;
  std::vector<OperationView> operations;  // all that run under it
};

// A page. The encoder may write fewer items, where the message would grow too large.
struct TokenListReply {
  std::vector<TokenView> tokens;
  bool more = false;  // there are more behind the last one
};

struct OperationListReply {
  std::vector<OperationView> operations;
  bool more = false;
};

struct ReleaseReply {
  Position position = 0;
};

struct StartReply {
  TokenName name;
  bool cancelled = false;
  std::optional<std::string> reason;  // with cause and mode: where cancelled
  std::optional<Cause> cause;
  std::optional<Mode> mode;
  Position position = 0;
};

// operation/executed, session/close
struct PositionReply {
  Position position = 0;
};

struct FinishReply {
  bool cancelled = false;
  Position position = 0;
};

// operation/result
struct ResultReply {
  TokenName name;
  OperationState state = OperationState::running;
  // Of one that has ended.
  std::optional<Outcome> outcome;
  std::optional<std::string> error;
  std::optional<std::string> result;  // as its owner gave it
  std::optional<Timestamp> finished_at;
  // Where its token was cancelled.
  std::optional<std::string> reason;
  std::optional<Cause> cause;
  Position position = 0;  // of the event that ended it, or of its last one
};

struct OpenSessionReply {
  std::string session;
  Millis lease{};
  Position position = 0;
};

struct RenewSessionReply {
  std::string session;
  Millis lease{};
};

struct EventsReply {
  std::string log_id;
  Position head = 0;
  std::vector<Event> events;
  Position next = 0;  // where to go on when all of `events` are written
};

struct Counters {
  std::uint64_t active_operations = 0;
  std::uint64_t active_tokens = 0;
  std::uint64_t total_cancelled = 0;
  std::uint64_t force_cancellations = 0;
  std::uint64_t expired_tokens = 0;
  std::uint64_t unconfirmed_cancellations = 0;
  double average_ms = 0;
  double p50_ms = 0;
  double p99_ms = 0;
  std::map<Cause, std::uint64_t> operations_by_reason;
  std::map<EventType, std::uint64_t> events_by_type;

  bool operator==(const Counters&) const = default;

  std::uint64_t graceful_cancellations() const { return total_cancelled - force_cancellations; }
};

struct StatisticsReply {
  Counters total;
  std::map<std::string, Counters> by_namespace;
  Position head = 0;
  std::int64_t uptime_ms = 0;
  std::uint64_t open_sessions = 0;
  std::uint64_t tokens_in_memory = 0;
  std::uint64_t pending_waits = 0;
  // Of this run of the daemon: how many answers were errors, by code (ErrorCode, or a newer one); and the appends.
  std::map<std::int64_t, std::uint64_t> rejected_commands;
  CommitTimes commits;
};

struct InfoReply {
  std::string version;
  std::string log_id;
  Position head = 0;
  Position first = 1;
  Timestamp started_at{};
  std::string backend;
  std::string log;  // where it stands, for people and tools on the same host
  std::string command_endpoint;
  std::string event_endpoint;
  // What counts where neither an operation nor a cancellation says otherwise. Older daemons do not tell.
  std::optional<Millis> graceful_timeout{};
  std::optional<Millis> force_timeout{};
};

// How far a removal is.
struct PruneReply {
  Position before = 0;  // what was asked for
  Position first = 1;   // the first position that the log has
  Position head = 0;
  bool done = false;                 // nothing more of it can go
  std::uint64_t removed_events = 0;  // so far
};

using ReplyBody =
    std::variant<Error, CreateReply, CancelReply, CancelManyReply, StatusReply, TokenListReply, OperationListReply,
                 ReleaseReply, StartReply, PositionReply, FinishReply, OpenSessionReply, RenewSessionReply, EventsReply,
                 StatisticsReply, InfoReply, PruneReply, ResultReply>;

struct Reply {
  ReplyBody body;
  bool replayed = false;  // the command had been carried out before
};

}  // namespace cancel
