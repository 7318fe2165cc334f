#pragma once

#include <string>

#include "cancel/domain/errors.hpp"

namespace cancel {

// The log does not take events now. `outcome` says what is known of the change that was asked for.
inline Error storage_unavailable(StorageOutcome outcome, const std::string& why = "it does not take events now") {
  Error error{ErrorCode::storage_unavailable, "the log: " + why};
  error.outcome = outcome;
  return error;
}

}  // namespace cancel
