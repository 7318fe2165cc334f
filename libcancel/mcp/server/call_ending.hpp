#pragma once

#include <functional>
#include <optional>
#include <string>

#include "server/call_plan.hpp"

namespace cancel::mcp::detail {

// How a call ended: what its caller is told, and what is recorded.
struct CallEnding {
  std::string message;  // the response
  Outcome outcome = Outcome::succeeded;
  std::optional<std::string> error{};
};

// What the responses of one call have in common.
struct AnswerShape {
  const RequestFacts& facts;
  const TokenName& operation;
  bool is_tool;
  const JsonText& server_info;
  const StateSealer& sealer;
};

// Runs the body and turns whatever comes of it into a response. Does not throw.
CallEnding carry_out(const CallPlan& plan, RequestContext& context, const AnswerShape& shape);

// The response to a call that was cancelled: a tool's result that says so, or an error.
std::string cancelled_answer(const Cancellation& why, const AnswerShape& shape);

}  // namespace cancel::mcp::detail
