#include "server/call_ending.hpp"

#include <exception>

#include "calls/state_sealer.hpp"
#include "cancel/mcp/executor.hpp"
#include "server/messages.hpp"
#include "tools/tool_box.hpp"

namespace cancel::mcp::detail {

namespace {

std::string result_answer(const JsonText& result, const AnswerShape& shape) {
  const bool modern = shape.facts.era == Era::modern;
  return result_message(*shape.facts.id, modern ? modern_result(result, shape.server_info) : result);
}

std::string error_answer(const McpError& error, const AnswerShape& shape) {
  return error_message(shape.facts.id, error);
}

JsonText input_required(const InputRequired& needed, const AnswerShape& shape) {
  JsonWriter json;
  json.begin_object().member("resultType", "input_required").key("inputRequests").begin_object();
  for (const Question& question : needed.questions) {
    json.key(question.key).begin_object().member("method", question.method);
    json.member("params", question.params).end_object();
  }
  json.end_object();
  if (needed.state) {
    const std::string purpose = purpose_of(shape.facts.method, shape.facts.params());
    json.member("requestState", shape.sealer.seal(purpose, *needed.state));
  }
  return json.end_object().take();
}

CallEnding failed(const char* what, const AnswerShape& shape) {
  if (shape.is_tool) return {result_answer(ToolResult::error(what).to_json(), shape), Outcome::failed, what};
  return {error_answer(McpError(code::internal_error, what), shape), Outcome::failed, what};
}

CallEnding refused(const McpError& error, const AnswerShape& shape) {
  return {error_answer(error, shape), Outcome::failed, error.what()};
}

CallEnding tried(const CallPlan& plan, RequestContext& context, const AnswerShape& shape) {
  CallReply reply = plan.body(context);
  const Outcome outcome = reply.failure ? Outcome::failed : Outcome::succeeded;
  return {result_answer(reply.result, shape), outcome, std::move(reply.failure)};
}

}  // namespace

std::string cancelled_answer(const Cancellation& why, const AnswerShape& shape) {
  if (shape.is_tool) return result_answer(cancelled_result(why, shape.operation).to_json(), shape);
  JsonWriter data;
  data.begin_object().member("reason", why.reason).member("cause", to_string(why.cause)).end_object();
  const std::string message = "Request cancelled" + (why.reason ? ": " + *why.reason : std::string());
  return error_answer(McpError(code::request_cancelled, message, data.take()), shape);
}

CallEnding carry_out(const CallPlan& plan, RequestContext& context, const AnswerShape& shape) {
  try {
    return tried(plan, context, shape);
  } catch (const Cancelled& cancelled) {
    return {cancelled_answer(cancelled.why(), shape), Outcome::stopped};
  } catch (const InputRequired& needed) {
    return {result_answer(input_required(needed, shape), shape), Outcome::succeeded};
  } catch (const McpError& error) {
    return refused(error, shape);
  } catch (const ShuttingDown& error) {
    return refused(McpError(code::shutting_down, error.what()), shape);
  } catch (const TooManyOperations& error) {
    return refused(McpError(code::limit_exceeded, error.what()), shape);
  } catch (const std::exception& error) {
    return failed(error.what(), shape);
  } catch (...) {
    return failed("the handler threw something that is no exception", shape);
  }
}

CallPlan refusal(const McpError& error) {
  CallPlan plan;
  plan.quick = true;
  plan.in_shutdown = true;
  plan.body = [error](RequestContext&) -> CallReply { throw error; };
  return plan;
}

}  // namespace cancel::mcp::detail
