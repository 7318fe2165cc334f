#pragma once

#include <string>

#include "cancel/domain/errors.hpp"
#include "cancel/domain/token.hpp"

// The refusals that several commands share, in the same words everywhere.

namespace cancel {

Error no_such_token(const TokenName& name);
Error no_such_operation(const TokenName& name);
Error no_such_session(const std::string& session);
// It ended without a cancellation, or its operation ended, before the command came.
Error already_ended(const Token& token);

}  // namespace cancel
