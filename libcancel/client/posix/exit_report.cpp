#include "exit_report.hpp"

#include <sys/eventfd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "cancel/token/callback_thread.hpp"

namespace cancel::posix {

ExitReport::ExitReport(Callback callback) : has_callback_(callback != nullptr), callback_(std::move(callback)) {
  if (has_callback_) call_.emplace(caller_.token(), Call{this});
}

void ExitReport::Call::operator()() const {
  const Callback callback = std::exchange(report->callback_, nullptr);
  const ChildExit exit = *report->exit_;
  callback(exit);
}

void ExitReport::publish(const ChildExit& exit) {
  {
    const std::lock_guard lock(lock_);
    exit_ = exit;
    if (descriptor_) static_cast<void>(::eventfd_write(descriptor_.get(), 1));
  }
  known_.notify_all();
  if (!has_callback_) return;
  detail::CallbackThread::instance().post([self = shared_from_this()] { self->caller_.cancel(); });
}

std::optional<ChildExit> ExitReport::wait(std::optional<std::chrono::nanoseconds> timeout) {
  std::unique_lock lock(lock_);
  const auto is_known = [this] { return exit_.has_value(); };
  if (timeout) {
    known_.wait_until(lock, wait_point_after(*timeout), is_known);
  } else {
    known_.wait(lock, is_known);
  }
  return exit_;
}

int ExitReport::descriptor() {
  const std::lock_guard lock(lock_);
  if (!descriptor_) descriptor_.reset(::eventfd(exit_ ? 1 : 0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!descriptor_) throw std::system_error(errno, std::generic_category(), "a descriptor for the exit of a child");
  return descriptor_.get();
}

void ExitReport::forget_callback() {
  call_.reset();
  callback_ = nullptr;
}

}  // namespace cancel::posix
