#include "tasks/long_calls.hpp"

#include <utility>

#include "tasks/book.hpp"
#include "tasks/call_terms.hpp"
#include "tasks/long_work.hpp"
#include "tasks/task_view.hpp"
#include "tasks/tool_results.hpp"

namespace cancel::mcp {

namespace {

JsonText created(const OperationStatus& status, LongCall& call) {
  JsonWriter json;
  json.begin_object();
  // As it was when it was made: it may have gone on meanwhile.
  TaskView task = view_of(status, nullptr, Era::legacy);
  task.time_to_live = call.time_to_live();
  task.status = "working";
  if (call.form() == AnswerForm::modern_task) {
    json.member("resultType", "task");
    write_task(json, task, Era::modern);
  } else {
    json.key("task").begin_object();
    write_task(json, task, Era::legacy);
    json.end_object();
  }
  return json.end_object().take();
}

JsonText late_answer(const Tool& tool, const OperationStatus& status, LongCall& call) {
  if (call.is_task()) return created(status, call);
  return handle_result(status, tool.options.output_schema.has_value()).to_json();
}

JsonText answer_in_time(const OperationStatus& status, const LongCall& call) {
  if (auto instead = call.asked_instead()) throw std::move(*instead);
  if (status.mcp_error) throw *status.mcp_error;
  return ended_json(status);
}

std::shared_ptr<const JsonDocument> arguments_in(const Json& params) {
  const Json* arguments = find(params, "arguments");
  return std::make_shared<const JsonDocument>(arguments != nullptr ? copy_json(*arguments) : parse_json("{}"));
}

CancellationWish wish_of(const Cancellation& why) {
  return CancellationWish{.reason = why.reason, .cause = why.cause, .mode = why.mode, .requested_by = why.requested_by};
}

}  // namespace

OperationStatus LongCalls::Book::begin(const Tool& tool, RequestContext& context, const Json& params,
                                       const std::shared_ptr<LongCall>& call) {
  ExecuteOptions options = execution_of(tool.options, context.request());
  options.time_to_live = call->time_to_live();
  options.attachment = call;
  return executor_.execute(
      [book = shared_from_this(), &tool, call, arguments = arguments_in(params)](RunningOperation& operation) {
        return run_long_call(book->tools_, tool, *arguments, call, operation);
      },
      std::move(options));
}

// Until it has ended, or is to be answered in the other form. Throws Cancelled where its caller leaves.
OperationStatus LongCalls::Book::wait_in_time(const Tool& tool, RequestContext& context, const OperationStatus& begun,
                                              const std::shared_ptr<LongCall>& call, AnswerForm late) {
  const Millis patience = tool.options.answer_within.value_or(executor_.options().answer_within);
  const std::string& owner = context.request().owner;
  OperationStatus status = attend(begun.id, steady_after(patience), context).value_or(begun);
  if (status.state != OperationState::running) return status;
  if (const auto why = context.token().cancellation()) {
    if (tool.options.on_caller_cancel == OnCallerCancel::stop) executor_.cancel(begun.id, owner, wish_of(*why));
    throw Cancelled(*why);
  }
  if (call->decide(late)) return status;
  return executor_.wait(begun.id, owner, longest_duration, context.token()).value_or(status);
}

JsonText LongCalls::Book::call(const Tool& tool, RequestContext& context, const Json& params) {
  const CallTerms terms = terms_of(tool.options, context.request(), params, executor_.options());
  context.throw_if_cancelled();
  const auto call = std::make_shared<LongCall>(context, terms.at_once ? terms.late : AnswerForm::undecided,
                                               terms.time_to_live, ports_);
  const OperationStatus begun = begin(tool, context, params, call);
  if (terms.at_once) return late_answer(tool, begun, *call);
  const OperationStatus status = wait_in_time(tool, context, begun, call, terms.late);
  if (status.state == OperationState::running) return late_answer(tool, status, *call);
  return answer_in_time(status, *call);
}

LongCalls::LongCalls(Executor& executor, const ToolBox& tools, LongCallPorts ports)
    : book_(std::make_shared<Book>(executor, tools, std::move(ports))) {}

LongCalls::~LongCalls() = default;

JsonText LongCalls::call(const Tool& tool, RequestContext& context, const Json& params) {
  return book_->call(tool, context, params);
}

JsonText LongCalls::capability(Era era) const {
  if (era == Era::modern) return JsonText::written("{}");
  return JsonText::written(R"({"list":{},"cancel":{},"requests":{"tools":{"call":{}}}})");
}

}  // namespace cancel::mcp
