#pragma once

#include "cancel/cancel.h"
#include "cancel/client/client_options.hpp"

namespace cancel::c {

// The options that were given, as far as this library knows them. Throws std::invalid_argument.
cancel_client_options known_client_options(const cancel_client_options* given);

// The same for C++, but for the notices. Throws std::invalid_argument.
ClientOptions client_options(const cancel_client_options& known);

}  // namespace cancel::c
