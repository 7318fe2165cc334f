#include <algorithm>
#include <chrono>

#include "cancel/domain/errors.hpp"
#include "commands.hpp"
#include "program/command_line.hpp"
#include "program/params.hpp"
#include "program/progress.hpp"
#include "show.hpp"

namespace cancel::cancelctl {

namespace {

using Clock = std::chrono::steady_clock;

// The daemon is asked anew as often, so that one that was started again takes up the wait.
constexpr Millis round_length{2'000};

struct WaitOptions {
  std::optional<std::string> id;
  std::optional<std::string> until;
  std::optional<Millis> longest;  // empty: for ever

  std::string goal() const { return until.value_or("completed"); }
};

bool is_refusal(const CallResult& result, ErrorCode code) {
  const auto* error = std::get_if<RpcError>(&result);
  return error != nullptr && error->code == static_cast<int>(code);
}

CallResult ask_once(Context& context, const WaitOptions& options, Millis longest) {
  program::Params params;
  params.text("id", options.id)
      .text("namespace", context.settings().space)
      .text("until", options.goal())
      .duration("timeoutMs", longest);
  return context.daemon().ask("cancellation/wait", params.json(), longest);
}

// Asks round after round; in the last one, running out of time is the daemon's answer. A daemon that was lost in the
// middle of a round is asked once more.
Answer wait_until_so(Context& context, const WaitOptions& options, std::optional<Millis> longest) {
  program::Progress progress("cancelctl", "waiting until " + *options.id + " is " + options.goal());
  const auto begun = Clock::now();
  for (bool lost = false;;) {
    const auto spent = std::chrono::floor<Millis>(Clock::now() - begun);
    const Millis left = longest ? std::max(*longest - spent, Millis{0}) : Millis::max();
    CallResult result = ask_once(context, options, std::min(left, round_length));
    const bool unanswered = std::holds_alternative<NoReply>(result) && std::get<NoReply>(result).sent;
    const bool again = unanswered ? !lost : left > round_length && is_refusal(result, ErrorCode::cancellation_timeout);
    if (!again) return context.daemon().answer(std::move(result));
    lost = unanswered;
    progress.tick();
  }
}

// How long to wait: what --for says, else what --timeout says, else for ever.
std::optional<Millis> longest_wait(const Context& context, const WaitOptions& options) {
  if (options.longest || !context.settings().timeout_given) return options.longest;
  return context.settings().timeout;
}

void wait(Context& context, const WaitOptions& options) {
  const Answer answer = wait_until_so(context, options, longest_wait(context, options));
  if (context.json()) return context.print_line(answer.text);
  print_token(context, answer.json());
}

}  // namespace

void add_wait(Commands& commands) {
  CLI::App& command = commands.add("wait", "Wait until a token is cancelled, or its cancellation completed",
                                   "  cancelctl cancel nightly && cancelctl wait nightly --for 1m\n"
                                   "  cancelctl wait nightly --until cancelled");
  const auto options = std::make_shared<WaitOptions>();
  program::add_text(command, "ID", options->id, "The token's id")->required();
  program::add_choice(command, "--until", options->until, {"cancelled", "completed"},
                      "cancelled: somebody asked for it; completed: nothing runs any more (completed)");
  program::add_duration(command, "--for", options->longest,
                        "How long to wait for it; then it is an error (--timeout, else for ever)");
  commands.on(command, [options](Context& context) { wait(context, *options); });
}

}  // namespace cancel::cancelctl
