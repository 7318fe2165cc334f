// The header of C beside those of C++, in one file of C++; compiling it is the test.
#include "cancel/cancel.h"
#include "cancel/cancel.hpp"

static_assert(CANCEL_ERROR_TOKEN_NOT_FOUND == static_cast<int>(cancel::ErrorCode::token_not_found));
static_assert(CANCEL_ERROR_POSITION_PRUNED == static_cast<int>(cancel::ErrorCode::position_pruned));
static_assert(CANCEL_ERROR_DAEMON_INTERNAL == static_cast<int>(cancel::ErrorCode::internal_error));

int main() {
  return cancel_version() == CANCEL_VERSION ? 0 : 1;
}
