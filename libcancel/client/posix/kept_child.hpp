#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>

#include "cancel/posix/child_exit.hpp"
#include "cancel/token/cancellation_token.hpp"
#include "deadline.hpp"
#include "exit_report.hpp"
#include "launch.hpp"
#include "process_group.hpp"
#include "token_bell.hpp"

namespace cancel::posix {

// A child process, as its keeper sees it: what it is told, and when; that it is reaped; what becomes of its group.
//
//     running ── the leader ends, is reaped ──► rest ── nothing of the group runs ──► over
//
// The exit is published at the end of `rest` where the child was told to stop; else at its beginning.
//
// abandon(), id() and report() may be called by any thread; all else is the keeper's thread's.
class KeptChild {
 public:
  KeptChild(CancellationToken token, std::chrono::milliseconds grace, ExitReport::Callback on_exit);

  // What a killed process is given to be gone.
  static constexpr std::chrono::seconds patience{1};

  // Its owner is gone, or wants it to be: kill it if it runs. The keeper has to be woken after this.
  void abandon() noexcept { abandoned_.store(true, std::memory_order_release); }
  pid_t id() const { return group_.id(); }  // after start()
  ExitReport& report() const { return *report_; }

  // Rings `bell` from then on when there is something to attend to. Not started: over.
  std::optional<LaunchFailure> start(const LaunchPlan& plan, int bell);

  // A descriptor that becomes readable when there is something to attend to; negative: there is none.
  int awaited() const { return phase_ == Phase::running ? leader_.get() : member_.get(); }
  // When there will be, whatever happens.
  std::optional<WaitPoint> due() const;
  // Looks at what has happened, and does what has to be done. `is_ready`: awaited() was seen readable.
  void attend(bool is_ready, WaitPoint now);

  bool is_over() const { return phase_ == Phase::over; }

 private:
  enum class Phase { running, rest, over };
  struct Bells {
    Bells(const CancellationToken& token, int bell)
        : requested(token, Stage::requested, bell), forced(token, Stage::forced, bell) {}
    TokenBell requested;
    TokenBell forced;
  };

  bool is_abandoned() const { return abandoned_.load(std::memory_order_acquire); }
  bool is_told() const { return kill_at_.has_value() || killed_; }
  bool must_be_killed(WaitPoint now) const;
  bool must_be_asked() const { return !is_told() && token_.has_reached(Stage::requested); }

  void end_leader(WaitPoint now);
  void reap_leader();
  void look_for_rest(WaitPoint now);
  void obey(WaitPoint now);
  void ask(WaitPoint now);
  void kill(WaitPoint now);
  void send(int signal) const;
  void give_up_when_due(WaitPoint now);
  void publish_once();
  void finish();

  const CancellationToken token_;
  const std::chrono::milliseconds grace_;
  const std::shared_ptr<ExitReport> report_;
  std::atomic<bool> abandoned_{false};

  Phase phase_ = Phase::over;
  ProcessGroup group_;
  FileDescriptor leader_;  // its pidfd, while it runs
  FileDescriptor member_;  // then that of one who is left
  std::optional<Bells> bells_;

  std::optional<WaitPoint> kill_at_;  // it was asked to stop; then the grace time is over
  bool killed_ = false;
  std::optional<WaitPoint> give_up_at_;     // rest: it was killed; then what is left counts as survivors
  std::optional<WaitPoint> look_again_at_;  // rest: no descriptor tells when the member ends
  ChildExit exit_;
  bool is_published_ = false;
};

}  // namespace cancel::posix
