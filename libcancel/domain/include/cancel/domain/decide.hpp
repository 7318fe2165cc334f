#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cancel/domain/commands.hpp"
#include "cancel/domain/errors.hpp"
#include "cancel/domain/events.hpp"
#include "cancel/domain/policy.hpp"
#include "cancel/domain/state.hpp"

// What a command causes. decide() is pure: it looks at the state, changes nothing, and returns events or a refusal.
//
// Some effects can only be seen once the events before them have been applied: a follow-up is decided then, in the same
// append. So one command is carried out as
//
//     decide(command) ─► evolve ─► decide(follow-up) ─► evolve ─► … until none is left

namespace cancel {

// Cancel `roots` and all that is below them, and complete what has nothing running.
struct Cascade {
  std::vector<TokenName> roots;  // in order of creation
  CancellationWish wish;         // its cause is the roots'; those below get parent_cancelled
  bool many = false;             // of a cancelMany: the events say which tokens its filter named
};

// Something under `token` ended, or became unconfirmed: look at its ancestors, nearest first, and at itself if asked to.
struct Settle {
  TokenName token;
  bool itself = false;
};

// The owner is gone: end its operation as `lost`.
struct Lose {
  TokenName token;
};

using FollowUp = std::variant<Cascade, Settle, Lose>;

// What the reply says and the state does not show afterwards.
struct Remark {
  bool already_cancelled = false;               // cancel
  std::vector<TokenName> matched;               // cancelMany
  std::optional<CancellationWish> not_started;  // operation/start under a cancelled token: as it would have been born
};

struct Decision {
  std::vector<NewEvent> events;
  std::vector<FollowUp> follow_ups;  // in this order, after `events`
  Remark remark;
};

// The commands that change state. Names must be filled in (ids are made outside), shapes are checked already.
Result<Decision> decide(const State& state, const Policy& policy, const CreateToken& command);
Result<Decision> decide(const State& state, const Policy& policy, const CancelToken& command);
Result<Decision> decide(const State& state, const Policy& policy, const CancelMany& command);
Result<Decision> decide(const State& state, const Policy& policy, const ReleaseToken& command);
Result<Decision> decide(const State& state, const Policy& policy, const StartOperation& command);
Result<Decision> decide(const State& state, const Policy& policy, const MarkExecuted& command);
Result<Decision> decide(const State& state, const Policy& policy, const FinishOperation& command);
Result<Decision> decide(const State& state, const Policy& policy, const OpenSession& command);
Result<Decision> decide(const State& state, const Policy& policy, const CloseSession& command);

// What time asks for; what no longer holds causes nothing.
Decision decide(const State& state, const Elapsed& elapsed);

Decision decide(const State& state, const FollowUp& follow_up);

// The cancellation that something born under `parents` gets: that of the first cancelled one in the list, looking through
// those that ended uncancelled to what is above them.
std::optional<CancellationWish> inherited(const State& state, const std::vector<TokenName>& parents);

}  // namespace cancel
