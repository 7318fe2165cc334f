#pragma once

#include <optional>
#include <string>

#include "cancel/mcp/request_context.hpp"

namespace cancel::mcp {

// The capability that the client has to declare for that question, as RequestFacts::client_has() names it; empty: none
// that is known of.
std::string capability_for(const Question& question);

// Throws McpError missing_capability where the client has not declared what the question needs.
void require_capability(const RequestFacts& facts, const Question& question);

}  // namespace cancel::mcp
