#include <utility>

#include "calls/questions.hpp"
#include "cancel/mcp/request_context.hpp"

namespace cancel::mcp {

namespace {

[[noreturn]] void throw_error(const Question& question, const JsonDocument& error) {
  const auto code = find_integer(error, "code").value_or(code::internal_error);
  const Json* data = find(error, "data");
  throw McpError(static_cast<int>(code), find_text(error, "message").value_or("the client refused " + question.method),
                 data != nullptr ? std::optional(JsonText::of(*data)) : std::nullopt);
}

[[noreturn]] void throw_no_answer(const Question& question, PeerAnswer::Status status, const CancellationToken& token) {
  if (auto why = token.cancellation()) throw Cancelled(std::move(*why));
  if (status == PeerAnswer::Status::cancelled) throw Cancelled(Cancellation{});
  const bool is_late = status == PeerAnswer::Status::timed_out;
  throw McpError(code::internal_error, is_late ? "the client did not answer " + question.method + " in time"
                                               : "the client can not be asked any more: " + question.method);
}

JsonText ask_by_request(CallLink& link, const Question& question, Millis timeout) {
  const PeerAnswer answer = link.ask(question.method, question.params, timeout);
  if (answer) return JsonText::of(answer.content);
  if (answer.status == PeerAnswer::Status::error) throw_error(question, answer.content);
  throw_no_answer(question, answer.status, link.token());
}

std::vector<JsonText> ask_by_requests(const RequestContext& context, const std::vector<Question>& questions,
                                      Millis timeout) {
  for (const Question& question : questions) require_capability(context.request(), question);
  std::vector<JsonText> answers;
  for (const Question& question : questions) {
    context.throw_if_cancelled();
    answers.push_back(ask_by_request(*context.link(), question, timeout));
  }
  return answers;
}

// The state is opened first: one that was tampered with ends the call before anything of it is believed.
std::vector<JsonText> take_answers(const RequestContext& context, const std::vector<Question>& questions,
                                   std::optional<JsonText> state) {
  static_cast<void>(context.state());
  std::vector<JsonText> answers;
  InputRequired missing;
  for (const Question& question : questions) {
    const Json* answer = context.input_response(question.key);
    if (answer != nullptr && answer->IsObject()) {
      answers.push_back(JsonText::of(*answer));
    } else {
      require_capability(context.request(), question);
      missing.questions.push_back(question);
    }
  }
  if (missing.questions.empty()) return answers;
  missing.state = std::move(state);
  throw missing;
}

}  // namespace

std::vector<JsonText> RequestContext::ask(std::vector<Question> questions, std::optional<JsonText> state,
                                          Millis timeout) {
  throw_if_cancelled();
  if (facts_->era == Era::modern) return take_answers(*this, questions, std::move(state));
  return ask_by_requests(*this, questions, timeout);
}

JsonText RequestContext::ask(Question question, std::optional<JsonText> state, Millis timeout) {
  return std::move(ask(std::vector<Question>{std::move(question)}, std::move(state), timeout).front());
}

}  // namespace cancel::mcp
