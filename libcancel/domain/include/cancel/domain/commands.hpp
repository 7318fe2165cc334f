#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cancel/domain/names.hpp"
#include "cancel/domain/time.hpp"
#include "cancel/domain/vocabulary.hpp"

// The wishes: one type a method of the protocol, already checked for shape, type, range and length.

namespace cancel {

struct CreateToken {
  TokenName name{};  // an empty id asks for a random one
  std::vector<TokenName> parents{};
  std::optional<Millis> ttl{};
  Labels labels{};
};

// What a cancellation says of itself.
struct CancellationWish {
  std::optional<std::string> reason{};
  Cause cause = Cause::user_requested;
  Mode mode = Mode::graceful;
  std::optional<Millis> grace{};
  std::optional<Millis> force{};
  std::optional<std::string> requested_by{};
};

struct CancelToken {
  TokenName name{};
  CancellationWish wish{};
  bool remember_if_absent = false;
  bool error_if_cancelled = false;
};

// Empty fields do not restrict.
struct TokenFilter {
  std::optional<std::string> space{};
  Labels labels{};
  std::optional<std::string> tool{};
  std::optional<std::string> session{};
  std::optional<TokenState> state{};
  std::optional<bool> cancelled{};
};

struct CancelMany {
  TokenFilter filter{};  // space, labels, tool, session; nothing set means all
  CancellationWish wish{};
  bool dry_run = false;
};

struct ReadStatus {
  TokenName name{};
};

struct AwaitToken {
  enum class Until { cancelled, completed };
  TokenName name{};
  Until until = Until::cancelled;
  Millis timeout{};
};

inline constexpr std::size_t default_page = 1'000;
inline constexpr std::size_t largest_page = 10'000;

struct ListTokens {
  TokenFilter filter{};  // space, labels, state, cancelled
  std::size_t limit = default_page;
  TokenKey after = 0;  // the cursor: the key of the last token that was listed
};

struct ReleaseToken {
  TokenName name{};
};

struct StartOperation {
  TokenName name{};  // an empty id asks for a random one
  std::optional<TokenName> token{};
  std::vector<TokenName> parents{};
  std::optional<std::string> tool{};
  std::optional<RequestId> request_id{};
  std::optional<std::string> session{};
  std::optional<Millis> deadline{};
  std::optional<Millis> grace{};
  std::optional<Millis> force{};
  Labels labels{};
  bool already_running = false;
  std::optional<std::string> occurred_at{};  // RFC 3339 UTC
};

struct MarkExecuted {
  TokenName name{};
  std::optional<std::string> occurred_at{};
};

struct FinishOperation {
  TokenName name{};
  Outcome outcome = Outcome::succeeded;  // succeeded, failed or stopped
  std::optional<std::string> error{};
  std::optional<std::string> occurred_at{};
  std::optional<std::string> result{};  // what the work has made, kept in the log for whoever asks for it
};

struct ReadResult {
  TokenName name{};
};

// A token in one namespace or, where the namespace is left out of a filter, that id in all of them.
struct TokenReference {
  std::optional<std::string> space{};
  std::string id{};
};

struct ListOperations {
  std::optional<std::string> space{};
  std::optional<TokenReference> under{};
  std::optional<std::string> session{};
  std::optional<std::string> tool{};
  std::size_t limit = default_page;
  Position after = 0;  // the cursor: the position of the start of the last operation that was listed
};

struct OpenSession {
  std::string space{default_namespace};
  std::string session{};  // filled in by the service
  std::string name{};
  std::optional<std::string> version{};
  std::optional<std::int64_t> pid{};
  std::optional<std::string> host{};
  std::optional<Millis> lease{};
};

struct RenewSession {
  std::string session{};
};

struct CloseSession {
  std::string session{};
};

struct ReadEvents {
  Position after = 0;
  std::size_t limit = default_page;
  std::optional<std::string> space{};
  std::optional<TokenReference> token{};
  std::vector<EventType> types{};  // empty: all
};

struct ReadStatistics {};
struct ReadInfo {};

// Asks for the removal of what nothing needs any more: events below a position, or recorded before a time.
struct PruneLog {
  std::variant<Position, Timestamp> before{};
};

// Snapshots hold the number of an alternative. Append new ones, never renumber.
using CommandBody = std::variant<CreateToken, CancelToken, CancelMany, ReadStatus, AwaitToken, ListTokens, ReleaseToken,
                                 StartOperation, MarkExecuted, FinishOperation, ListOperations, OpenSession,
                                 RenewSession, CloseSession, ReadEvents, ReadStatistics, ReadInfo,
                                 PruneLog, ReadResult>;

struct Command {
  CommandBody body;
  std::optional<std::string> command_id{};
};

// What time itself asks for. Each is checked again against the state, so one that comes too late does nothing.
struct TtlElapsed {
  TokenKey token;
};
struct DeadlineElapsed {
  TokenKey token;
};
struct GraceElapsed {
  TokenKey token;
};
struct ForceElapsed {
  TokenKey token;
};
struct LeaseElapsed {
  std::string session{};
};

using Elapsed = std::variant<TtlElapsed, DeadlineElapsed, GraceElapsed, ForceElapsed, LeaseElapsed>;

}  // namespace cancel
