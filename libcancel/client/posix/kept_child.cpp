#include "kept_child.hpp"

#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <utility>

#include "process_descriptor.hpp"

namespace cancel::posix {

using namespace std::chrono_literals;

namespace {

std::chrono::milliseconds sensible(std::chrono::milliseconds grace) {
  return std::clamp<std::chrono::milliseconds>(grace, 0ms, std::chrono::hours{24 * 365});
}

}  // namespace

KeptChild::KeptChild(CancellationToken token, std::chrono::milliseconds grace, ExitReport::Callback on_exit)
    : token_(std::move(token)), grace_(sensible(grace)), report_(std::make_shared<ExitReport>(std::move(on_exit))) {}

std::optional<LaunchFailure> KeptChild::start(const LaunchPlan& plan, int bell) {
  if (token_.has_reached(Stage::requested)) return LaunchFailure{LaunchStep::cancelled, ECANCELED};
  auto launched = launch(plan);
  if (const auto* failure = std::get_if<LaunchFailure>(&launched)) return *failure;
  auto& process = std::get<LaunchedProcess>(launched);
  group_ = ProcessGroup(process.id);
  leader_ = std::move(process.descriptor);
  phase_ = Phase::running;
  bells_.emplace(token_, bell);
  return std::nullopt;
}

std::optional<WaitPoint> KeptChild::due() const {
  std::optional<WaitPoint> earliest;
  const auto consider = [&earliest](const std::optional<WaitPoint>& point) {
    if (point && (!earliest || *point < *earliest)) earliest = point;
  };
  if (!killed_) consider(kill_at_);
  consider(give_up_at_);
  consider(look_again_at_);
  return earliest;
}

// That the leader has ended is looked at first: then it was not stopped by a cancellation that came a moment later.
void KeptChild::attend(bool is_ready, WaitPoint now) {
  if (phase_ == Phase::running && is_ready) {
    end_leader(now);
  } else if (phase_ == Phase::rest && (is_ready || (look_again_at_ && now >= *look_again_at_))) {
    look_for_rest(now);
  }
  if (phase_ != Phase::over) obey(now);
  if (phase_ != Phase::over) give_up_when_due(now);
}

void KeptChild::end_leader(WaitPoint now) {
  reap_leader();
  phase_ = Phase::rest;
  exit_.cancelled = is_told();
  exit_.killed_by_force = killed_;
  if (killed_) give_up_at_ = now + patience;
  if (!is_told()) publish_once();
  look_for_rest(now);
}

// Where somebody else was faster, nobody can say any more how it ended.
void KeptChild::reap_leader() {
  siginfo_t status{};
  const bool is_known = ::waitid(P_PIDFD, static_cast<id_t>(leader_.get()), &status, WEXITED | WNOHANG) == 0;
  if (is_known && status.si_pid != 0) (status.si_code == CLD_EXITED ? exit_.code : exit_.signal) = status.si_status;
  leader_.reset();
}

void KeptChild::look_for_rest(WaitPoint now) {
  using Answer = ProcessGroup::Search::Answer;
  ProcessGroup::Search search = group_.find_member();
  member_ = std::move(search.member);
  look_again_at_.reset();
  if (search.answer == Answer::found && !member_) look_again_at_ = now + 10ms;
  const bool is_hidden = search.answer == Answer::none_seen && is_told();
  if (is_hidden || (search.answer == Answer::found && killed_)) group_.send(SIGKILL);
  if (search.answer != Answer::found) finish();
}

bool KeptChild::must_be_killed(WaitPoint now) const {
  if (killed_) return false;
  const bool is_time_over = kill_at_ && now >= *kill_at_;
  return is_abandoned() || is_time_over || token_.has_reached(Stage::forced);
}

// In `rest`, the group is looked for before it is sent anything: its number may belong to others by now. A cancellation
// that came before the owner let go counts, also where it is seen only now.
void KeptChild::obey(WaitPoint now) {
  const bool is_to_be_killed = must_be_killed(now);
  if (!is_to_be_killed && !must_be_asked()) return;
  if (phase_ == Phase::rest) {
    if (is_abandoned() && !is_told() && !must_be_asked()) return finish();
    look_for_rest(now);
    if (phase_ == Phase::over) return;
  }
  static_cast<void>(token_.is_cancelled());  // noticed
  is_to_be_killed ? kill(now) : ask(now);
}

// One that was halted does not hear before it is continued.
void KeptChild::ask(WaitPoint now) {
  kill_at_ = now + grace_;
  send(SIGTERM);
  send(SIGCONT);
}

void KeptChild::kill(WaitPoint now) {
  killed_ = true;
  exit_.killed_by_force = true;
  if (phase_ == Phase::rest) give_up_at_ = now + patience;
  send(SIGKILL);
}

// A leader can leave its group, too.
void KeptChild::send(int signal) const {
  if (!group_.send(signal) && leader_) static_cast<void>(send_signal(leader_, signal));
}

void KeptChild::give_up_when_due(WaitPoint now) {
  if (!give_up_at_ || now < *give_up_at_) return;
  exit_.survivors = true;
  finish();
}

void KeptChild::publish_once() {
  if (!std::exchange(is_published_, true)) report_->publish(exit_);
}

void KeptChild::finish() {
  phase_ = Phase::over;
  bells_.reset();
  member_.reset();
  publish_once();
}

}  // namespace cancel::posix
