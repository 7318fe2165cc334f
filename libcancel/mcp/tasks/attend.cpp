#include <chrono>

#include "tasks/book.hpp"
#include "tasks/task_view.hpp"

namespace cancel::mcp {

namespace {

Millis left_until(SteadyTime time) {
  return std::chrono::ceil<Millis>(std::max(time - std::chrono::steady_clock::now(), SteadyTime::duration(0)));
}

// Asks the client, and notes its answer. False: it can not be asked here, and the question stays open.
bool put(const OpenQuestions::Taken& taken, const std::string& task, LongCall& call, RequestContext& context) {
  constexpr Millis patience{60'000};
  const Millis time = taken.until ? left_until(*taken.until) : patience;
  const JsonText params = call.is_task() ? with_related_task(taken.question.params, task) : taken.question.params;
  const PeerAnswer answer = context.link()->ask(taken.question.method, params, time);
  const bool is_error = answer.status == PeerAnswer::Status::error;
  if (answer || is_error) {
    call.questions().answer(taken.question.key, {is_error, JsonText::of(answer.content)});
    return true;
  }
  call.questions().give_back(taken.question.key);
  return false;
}

}  // namespace

std::optional<OperationStatus> LongCalls::Book::attend(const std::string& id, SteadyTime until,
                                                       RequestContext& context) {
  const std::string& owner = context.request().owner;
  const bool is_modern = context.request().era == Era::modern;
  bool can_ask = !is_modern;
  for (;;) {
    auto status = executor_.status(id, owner);
    const auto call = status ? long_call_of(*status) : nullptr;
    if (!status || status->state != OperationState::running) return status;
    const CancellationSource wake{context.token()};
    std::optional<OpenQuestions::Watch> watch;
    if (call) {
      watch.emplace(call->questions(), wake);
      if (call->cancelled() || (is_modern && !call->questions().open().empty())) return status;
      if (const auto taken = can_ask ? call->questions().take() : std::nullopt) {
        can_ask = put(*taken, id, *call, context);
        if (context.is_cancelled() || std::chrono::steady_clock::now() >= until) return executor_.status(id, owner);
        continue;
      }
    }
    status = executor_.wait(id, owner, left_until(until), wake.token());
    const bool is_woken = wake.token().is_cancelled() && !context.is_cancelled();
    if (!is_woken || !status || std::chrono::steady_clock::now() >= until) return status;
  }
}

}  // namespace cancel::mcp
