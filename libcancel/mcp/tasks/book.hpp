#pragma once

#include <memory>
#include <optional>
#include <string>

#include "cancel/mcp/executor.hpp"
#include "tasks/long_call.hpp"
#include "tasks/long_calls.hpp"

namespace cancel::mcp {

// What the parts of LongCalls share. Thread-safe.
class LongCalls::Book : public std::enable_shared_from_this<Book> {
 public:
  Book(Executor& executor, const ToolBox& tools, LongCallPorts ports)
      : executor_(executor), tools_(tools), ports_(std::move(ports)) {}

  JsonText call(const Tool& tool, RequestContext& context, const Json& params);

  // The tool continue_operation.
  ToolResult continue_operation(RequestContext& context, const Json& arguments);

  // tasks/…
  JsonText get(RequestContext& context, const Json& params);
  JsonText result(RequestContext& context, const Json& params);
  JsonText list(RequestContext& context, const Json& params);
  JsonText cancel(RequestContext& context, const Json& params);
  JsonText update(RequestContext& context, const Json& params);

 private:
  // Waits for the operation's end, as long as `context` is not cancelled; takes the questions that it has for its
  // client there meanwhile, as far as the era of `context` allows: else it returns, and they are open. Also returns
  // when the task is cancelled for its client.
  std::optional<OperationStatus> attend(const std::string& id, SteadyTime until, RequestContext& context);

  OperationStatus begin(const Tool& tool, RequestContext& context, const Json& params,
                        const std::shared_ptr<LongCall>& call);
  OperationStatus wait_in_time(const Tool& tool, RequestContext& context, const OperationStatus& begun,
                               const std::shared_ptr<LongCall>& call, AnswerForm late);
  OperationStatus found(RequestContext& context, const Json& params);

  Executor& executor_;
  const ToolBox& tools_;
  const LongCallPorts ports_;
};

}  // namespace cancel::mcp
