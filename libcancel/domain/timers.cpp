#include "cancel/domain/timers.hpp"

namespace cancel {
namespace {

Millis first_of(std::optional<Millis> asked, std::optional<Millis> usual, Millis configured) {
  return asked ? *asked : usual.value_or(configured);
}

std::optional<Due> due_of_running(const Token& token, const Policy& policy) {
  const OperationRecord& operation = *token.operation;
  if (!token.cancelled()) {
    if (!operation.deadline) return std::nullopt;
    return Due{after(token.phase_since, *operation.deadline), DeadlineElapsed{token.key}};
  }
  const CancellationRecord& cancellation = *token.cancellation;
  if (cancellation.mode == Mode::graceful) {
    const Millis grace = first_of(cancellation.grace, operation.grace, policy.grace);
    return Due{after(token.phase_since, grace), GraceElapsed{token.key}};
  }
  if (operation.unconfirmed) return std::nullopt;
  const Millis force = first_of(cancellation.force, operation.force, policy.force);
  return Due{after(token.phase_since, force), ForceElapsed{token.key}};
}

}  // namespace

std::optional<Due> next_due(const Token& token, const Policy& policy) {
  if (token.runs()) return due_of_running(token, policy);
  if (token.active() && token.ttl && !token.busy()) {
    return Due{after(token.idle_since, *token.ttl), TtlElapsed{token.key}};
  }
  return std::nullopt;
}

}  // namespace cancel
