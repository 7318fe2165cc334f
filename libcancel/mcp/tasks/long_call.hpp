#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "cancel/mcp/executor.hpp"
#include "cancel/mcp/request_context.hpp"
#include "tasks/long_calls.hpp"
#include "tasks/open_questions.hpp"

namespace cancel::mcp {

// How a long call is answered; `undecided` while its caller waits for the result.
enum class AnswerForm { undecided, result, legacy_task, modern_task, handle };

// What hangs on the operation of a long call: where it came from, how it was answered, what it has to ask. Thread-safe.
class LongCall : public OperationAttachment {
 public:
  // `request` is the context of the call that began it.
  LongCall(const RequestContext& request, AnswerForm form, std::optional<Millis> time_to_live,
           const LongCallPorts& ports);

  // The facts of the next round of its work: those of the request, with the answers that came since.
  std::shared_ptr<const RequestFacts> facts() const;
  const StateSealer* sealer() const noexcept { return sealer_; }
  CallLink& request_link() const noexcept { return *request_link_; }
  bool wants_progress() const noexcept { return wants_progress_; }
  const std::optional<Millis>& time_to_live() const noexcept { return time_to_live_; }

  AnswerForm form() const;
  bool is_task() const;
  // Its caller has waited long enough. False: it is answered by the questions of asked_instead().
  bool decide(AnswerForm form);

  // The work of a modern call needs answers. True: its caller still waits, and is told; the work ends here. False: it
  // is for ask_and_wait().
  bool ask_instead(const InputRequired& needed);
  std::optional<InputRequired> asked_instead() const;
  // Throws Cancelled.
  void ask_and_wait(const InputRequired& needed, const CancellationToken& token);
  OpenQuestions& questions() noexcept { return questions_; }

  // A task is cancelled for its client at once, though the work may still be stopping, and stays so however that ends;
  // unless somebody has seen its end before. The first of these calls wins; true: it was this one.
  bool settle_as_cancelled(Cancellation why);
  void settle_as_ended();
  std::optional<Cancellation> cancelled() const;

  void changed(const OperationStatus& status) noexcept override;
  // What belongs to the request that began it, when that has been answered with a legacy task.
  bool notify_about_task(const std::string& task, const std::string& message) const;

 private:
  enum class Settled { open, ended, cancelled };

  void tell_status() noexcept;

  const std::shared_ptr<CallLink> request_link_;
  const StateSealer* const sealer_;
  const LongCallPorts ports_;
  const std::optional<Millis> time_to_live_;
  const bool wants_progress_;

  mutable std::mutex lock_;
  std::shared_ptr<const RequestFacts> facts_;
  std::map<std::string, JsonText> answers_;
  AnswerForm form_;
  std::optional<InputRequired> asked_instead_;
  Settled settled_ = Settled::open;
  std::optional<Cancellation> why_cancelled_;
  std::optional<OperationStatus> last_;

  std::mutex telling_;  // notifications leave in the order of what they tell
  std::string last_told_;
  OpenQuestions questions_;
};

// The long call behind an operation; null where it is none of this process.
std::shared_ptr<LongCall> long_call_of(const OperationStatus& status);

}  // namespace cancel::mcp
