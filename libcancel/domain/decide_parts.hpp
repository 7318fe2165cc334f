#pragma once

#include "cancel/domain/decide.hpp"

// Decisions that more than one way leads to.

namespace cancel {

// Ends a session: its operations are cancelled, and lost.
Decision close_session(const State& state, const Session& session, SessionClosedBecause because);

// Ends a running operation with `outcome`.
Decision finish_operation(const Token& token, Outcome outcome, std::optional<std::string> error,
                          std::optional<std::string> result, std::optional<std::string> occurred_at);

}  // namespace cancel
