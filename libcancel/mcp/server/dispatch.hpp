#pragma once

#include <memory>

#include "server/call_plan.hpp"

namespace cancel::mcp::detail {

class SessionCore;

// Reads the rest of the facts, and decides how the request is to be carried out: MCP's own methods, then those that
// were added; those of the other era do not exist. What can not be served gives a plan that answers with an error.
CallPlan plan_of(SessionCore& session, RequestFacts& facts);

// params, or an empty object.
const Json& params_of(const RequestFacts& facts);

}  // namespace cancel::mcp::detail
