#include "daemon.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "cancel/client/daemon_endpoints.hpp"
#include "program/failure.hpp"
#include "program/progress.hpp"
#include "text/duration.hpp"

namespace cancel::cancelctl {

namespace {

using Clock = std::chrono::steady_clock;

// Waiting is done in slices, so that progress can be told.
constexpr Millis slice{250};

constexpr Millis endless{std::chrono::hours{24 * 365}};

Millis left_until(Clock::time_point until) {
  return std::clamp(std::chrono::ceil<Millis>(until - Clock::now()), Millis{0}, slice);
}

}  // namespace

Daemon::Daemon(Messaging& messaging, const program::Settings& settings)
    : endpoint_(find_daemon(settings.command_endpoint, settings.event_endpoint).command),
      timeout_(settings.timeout),
      client_(messaging, endpoint_) {}

Answer Daemon::call(std::string_view method, const std::string& params) {
  return answer(ask(method, params));
}

bool Daemon::send(std::string_view method, const std::string& params, program::Progress& progress) {
  const auto until = Clock::now() + std::min(timeout_, endless);
  while (!client_.begin(method, params, left_until(until))) {
    if (Clock::now() >= until) return false;
    progress.tick();
  }
  return true;
}

CallResult Daemon::ask(std::string_view method, const std::string& params, Millis longer) {
  program::Progress progress("cancelctl", "waiting for the daemon at " + endpoint_);
  const auto until = Clock::now() + std::min(timeout_, endless) + std::min(longer, endless);
  if (!send(method, params, progress)) return NoReply{false};
  for (;;) {
    CallResult result = client_.finish(left_until(until));
    if (!std::holds_alternative<NoReply>(result) || Clock::now() >= until) return result;
    if (longer == Millis{0}) progress.tick();
  }
}

Answer Daemon::answer(CallResult result) const {
  if (const auto* error = std::get_if<RpcError>(&result)) {
    throw program::Failure(program::ExitCode::refused, program::describe(*error));
  }
  if (const auto* none = std::get_if<NoReply>(&result)) throw no_answer(none->sent);
  Answer answer{std::get<RpcResult>(std::move(result)).json, std::make_unique<rapidjson::Document>()};
  answer.document->Parse<rapidjson::kParseIterativeFlag>(answer.text.data(), answer.text.size());
  return answer;
}

program::Failure Daemon::no_answer(bool sent) const {
  const std::string within = " within " + text::duration_text(timeout_);
  if (!sent) return {program::ExitCode::no_daemon, "no daemon at " + endpoint_ + within};
  return {program::ExitCode::no_daemon, "the daemon at " + endpoint_ + " has not answered" + within +
                                            "; what was asked for may have happened all the same"};
}

}  // namespace cancel::cancelctl
