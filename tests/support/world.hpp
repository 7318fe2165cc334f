#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cancel/domain/decide.hpp"
#include "cancel/domain/policy.hpp"
#include "cancel/domain/queries.hpp"
#include "cancel/domain/state.hpp"

namespace cancel::test {

// A state that is driven by commands, with the log of what happened: the domain alone, without clock, store or sockets.
class World {
 public:
  State state;
  Policy policy;
  std::vector<Event> log;
  Timestamp now{std::chrono::hours{500'000}};

  // Carries `body` out as one append. Returns the error, if it was refused.
  template <typename Body>
  std::optional<Error> run(const Body& body) {
    begin();
    Result<Decision> decision = decide(state, policy, body);
    if (!decision) return decision.error();
    remark = decision->remark;
    stage(*decision);
    return std::nullopt;
  }

  void elapse(const Elapsed& elapsed) {
    begin();
    stage(decide(state, elapsed));
  }

  // The events of the last append, as "token Type detail".
  std::vector<std::string> last() const;
  std::span<const Event> last_events() const { return std::span(log).subspan(append_from_); }

  const Token& token(const std::string& id) const { return *state.find(TokenName{"default", id}); }
  TokenState state_of(const std::string& id) const { return cancel::state_of(token(id)); }

  Remark remark;

 private:
  void begin() {
    append_from_ = log.size();
    now += std::chrono::milliseconds{1};
  }

  void stage(const Decision& decision) {
    for (const NewEvent& event : decision.events) {
      log.push_back(placed(state, event, now, std::nullopt));
      evolve(state, log.back());
    }
    for (const FollowUp& follow_up : decision.follow_ups) stage(decide(state, follow_up));
  }

  std::size_t append_from_ = 0;
};

// Commands in few words.
TokenName name(const std::string& id);
CreateToken create(const std::string& id, const std::vector<std::string>& parents = {});
CancelToken cancel_token(const std::string& id, Mode mode = Mode::graceful);
StartOperation start(const std::string& id, const std::vector<std::string>& parents = {});
StartOperation late_start(const std::string& id, const std::vector<std::string>& parents = {});
FinishOperation finish(const std::string& id, Outcome outcome = Outcome::stopped);
MarkExecuted executed(const std::string& id);
ReleaseToken release(const std::string& id);
OpenSession open_session(const std::string& id);
CloseSession close_session(const std::string& id);
ForceElapsed force_elapsed(const World& world, const std::string& id);
GraceElapsed grace_elapsed(const World& world, const std::string& id);

// "token Type detail", the detail being mode, cause, outcome or because.
std::string in_words(const Event& event);

// Everything that a state shows, for comparison.
struct Shown {
  std::vector<TokenView> tokens;
  std::vector<OperationView> operations;
  std::vector<std::string> sessions;
  std::vector<std::string> timers;
  std::vector<std::uint64_t> numbers;
  bool operator==(const Shown&) const = default;
};
Shown shown(const State& state, const Policy& policy);

}  // namespace cancel::test
