#pragma once

#include <string_view>
#include <variant>

#include "cancel/domain/commands.hpp"
#include "cancel/domain/errors.hpp"
#include "cancel/domain/policy.hpp"
#include "json_document.hpp"

namespace cancel {

// Makes `into` the command that `method` asks for, in place, or why there is none. `params` may be anything, and
// nullptr where there is none.
void decode_command(std::string_view method, const Json* params, const RequestLimits& limits,
                    std::variant<Command, Error>& into);

}  // namespace cancel
