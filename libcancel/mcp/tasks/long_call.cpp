#include "tasks/long_call.hpp"

#include <utility>

#include "cancel/token/cancellation_callback.hpp"
#include "tasks/round_facts.hpp"
#include "tasks/task_view.hpp"

namespace cancel::mcp {

LongCall::LongCall(const RequestContext& request, AnswerForm form, std::optional<Millis> time_to_live,
                   const LongCallPorts& ports)
    : request_link_(request.link()),
      sealer_(request.sealer()),
      ports_(ports),
      time_to_live_(time_to_live),
      wants_progress_(request.request().progress_token.has_value()),
      facts_(facts_of_work(request.request())),
      form_(form),
      questions_([this] { tell_status(); }) {}

std::shared_ptr<const RequestFacts> LongCall::facts() const {
  const std::lock_guard guard(lock_);
  return facts_;
}

AnswerForm LongCall::form() const {
  const std::lock_guard guard(lock_);
  return form_;
}

bool LongCall::is_task() const {
  const AnswerForm now = form();
  return now == AnswerForm::legacy_task || now == AnswerForm::modern_task;
}

bool LongCall::decide(AnswerForm form) {
  const std::lock_guard guard(lock_);
  if (form_ != AnswerForm::undecided) return false;
  form_ = form;
  return true;
}

bool LongCall::ask_instead(const InputRequired& needed) {
  const std::lock_guard guard(lock_);
  if (form_ != AnswerForm::undecided) return false;
  form_ = AnswerForm::result;
  asked_instead_ = needed;
  return true;
}

std::optional<InputRequired> LongCall::asked_instead() const {
  const std::lock_guard guard(lock_);
  return asked_instead_;
}

void LongCall::ask_and_wait(const InputRequired& needed, const CancellationToken& token) {
  const auto answers = questions_.ask(needed.questions, token, std::nullopt);
  const std::lock_guard guard(lock_);
  for (std::size_t index = 0; index < needed.questions.size(); ++index) {
    answers_.insert_or_assign(needed.questions[index].key, answers->at(index).content);
  }
  facts_ = facts_of_next_round(*facts_, answers_, needed.state, sealer_);
}

bool LongCall::settle_as_cancelled(Cancellation why) {
  {
    const std::lock_guard guard(lock_);
    if (settled_ != Settled::open) return false;
    settled_ = Settled::cancelled;
    why_cancelled_ = std::move(why);
  }
  tell_status();
  questions_.wake_waiters();
  return true;
}

void LongCall::settle_as_ended() {
  const std::lock_guard guard(lock_);
  if (settled_ == Settled::open) settled_ = Settled::ended;
}

std::optional<Cancellation> LongCall::cancelled() const {
  const std::lock_guard guard(lock_);
  return why_cancelled_;
}

void LongCall::changed(const OperationStatus& status) noexcept {
  {
    const std::lock_guard guard(lock_);
    const bool had_ended = last_ && last_->state != OperationState::running;
    if (!had_ended) last_ = status;
    last_->attachment.reset();  // no circle
    last_->result.reset();
  }
  tell_status();
}

void LongCall::tell_status() noexcept {
  if (form() != AnswerForm::legacy_task || !ports_.notify) return;
  const std::lock_guard telling(telling_);
  std::optional<OperationStatus> now;
  {
    const std::lock_guard guard(lock_);
    now = last_;
  }
  if (!now) return;
  try {
    const TaskView task = view_of(*now, this, Era::legacy);
    const std::string news = std::string(task.status) + " " + task.message;
    if (news == last_told_) return;
    last_told_ = news;
    ports_.notify(now->owner, "notifications/tasks/status", task_json(task, Era::legacy));
  } catch (...) {
    cancel::detail::report_exception(std::current_exception());
  }
}

bool LongCall::notify_about_task(const std::string& task, const std::string& message) const {
  if (form() != AnswerForm::legacy_task || !ports_.notify) return false;
  const JsonDocument notification = parse_json(message);
  const auto method = find_text(notification, "method");
  const Json* params = find(notification, "params");
  if (!method || params == nullptr || !params->IsObject()) return false;
  ports_.notify(facts()->owner, *method, with_related_task(JsonText::of(*params), task));
  return true;
}

std::shared_ptr<LongCall> long_call_of(const OperationStatus& status) {
  return std::dynamic_pointer_cast<LongCall>(status.attachment);
}

}  // namespace cancel::mcp
