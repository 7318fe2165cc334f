#pragma once

#include <functional>
#include <optional>
#include <string>

#include "calls/admission.hpp"
#include "cancel/mcp/request_context.hpp"

namespace cancel::mcp::detail {

// What a handler made: the result object; and where the work failed all the same, why.
struct CallReply {
  JsonText result;
  std::optional<std::string> failure{};
};

// How a request is to be carried out.
struct CallPlan {
  bool quick = false;           // here and now, on the thread that reads
  bool cancellable = true;      // by the peer
  bool recorded = false;        // as an operation in canceld
  bool is_tool = false;         // failures and cancellations are results, for the model to read
  bool answer_at_once = false;  // where somebody else cancels it: in the middle of a step
  bool in_shutdown = false;     // served while the server stops, too
  std::string tool{};           // as the log shows it
  std::optional<Millis> deadline{};
  std::optional<Millis> grace{};
  std::optional<Millis> force{};
  CallNeeds needs{};
  std::function<CallReply(RequestContext&)> body{};
};

// One that answers with this error.
CallPlan refusal(const McpError& error);

}  // namespace cancel::mcp::detail
