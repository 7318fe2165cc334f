#include "executor/operation_record.hpp"

#include <algorithm>
#include <utility>

#include "cancel/token/cancellation_callback.hpp"

namespace cancel::mcp {

namespace {

Timestamp now() {
  return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

Cancellation cancellation_of(const CancellationWish& wish) {
  return Cancellation{.reason = wish.reason, .cause = wish.cause, .mode = wish.mode, .requested_by = wish.requested_by};
}

}  // namespace

bool is_for_everybody(std::string_view owner) {
  return owner.empty() || owner == "*";
}

OperationRecord::OperationRecord(std::uint64_t number, OperationStatus begun, std::shared_ptr<Work> work,
                                 std::optional<Millis> time_to_live)
    : number_(number),
      id_(begun.id),
      owner_(begun.owner),
      attachment_(begun.attachment),
      time_to_live_(time_to_live),
      wanted_until_(steady_after(time_to_live.value_or(Millis{0}))),
      status_(std::move(begun)),
      work_(std::move(work)),
      watch_(CancellationSource(work_->token())) {
  status_.started_at = status_.updated_at = now();
}

bool OperationRecord::is_visible_to(std::string_view owner) const {
  return is_for_everybody(owner_) || owner_ == owner;
}

SteadyTime OperationRecord::forget_at(Millis retention) const {
  return std::max(wanted_until_, steady_after(std::min(retention, time_to_live_.value_or(retention))));
}

OperationStatus OperationRecord::status() const {
  const std::lock_guard guard(lock_);
  OperationStatus status = status_;
  if (watch_ && !status.cancellation) status.cancellation = watch_->token().cancellation();
  return status;
}

bool OperationRecord::is_running() const {
  const std::lock_guard guard(lock_);
  return status_.state == OperationState::running;
}

std::shared_ptr<Work> OperationRecord::ask_to_stop(const CancellationWish& wish) {
  const std::lock_guard guard(lock_);
  if (!work_) return nullptr;
  if (!status_.cancellation && !watch_->token().is_cancelled()) {
    status_.cancellation = cancellation_of(wish);
    status_.updated_at = std::max(status_.updated_at, now());
  }
  return work_;
}

void OperationRecord::progress(double done, std::optional<double> total, std::string_view message) {
  const std::lock_guard guard(lock_);
  if (!work_) return;
  status_.progress = done;
  status_.total = total;
  if (!message.empty()) status_.message = message;
  status_.updated_at = std::max(status_.updated_at, now());
}

void OperationRecord::end(OperationEnd how) {
  std::shared_ptr<Work> work;  // let go without the lock
  std::optional<CancellationSource> watch;
  const std::lock_guard guard(lock_);
  work = std::move(work_);
  watch = std::exchange(watch_, std::nullopt);
  status_.state = how.state;
  status_.result = std::move(how.result);
  status_.error = std::move(how.error);
  status_.mcp_error = std::move(how.mcp_error);
  status_.cancellation = std::move(how.cancellation);
  status_.updated_at = std::max(status_.updated_at, now());  // the wall clock may have been set back
  status_.ended_at = status_.updated_at;
  changed_.notify_all();
}

bool OperationRecord::wait(SteadyTime until, const CancellationToken& caller) const {
  bool left = false;  // guarded by lock_
  const CancellationCallback on_cancel(caller, [&] {
    const std::lock_guard guard(lock_);
    left = true;
    changed_.notify_all();
  });
  std::unique_lock guard(lock_);
  changed_.wait_until(guard, until, [&] { return left || status_.state != OperationState::running; });
  return status_.state != OperationState::running;
}

}  // namespace cancel::mcp
