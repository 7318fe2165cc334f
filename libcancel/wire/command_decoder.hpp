#pragma once

#include <string_view>
#include <variant>

#include "cancel/domain/commands.hpp"
#include "cancel/domain/errors.hpp"
#include "cancel/domain/policy.hpp"
#include "json_document.hpp"

namespace cancel {

// The command that `method` asks for. `params` may be anything, and nullptr where there is none.
std::variant<Command, Error> decode_command(std::string_view method, const Json* params, const RequestLimits& limits);

}  // namespace cancel
