#include "cancel/posix/child_process.hpp"

#include <unistd.h>

#include <stdexcept>
#include <system_error>
#include <utility>

#include "cancel/token/process.hpp"
#include "child_keeper.hpp"
#include "kept_child.hpp"
#include "launch_plan.hpp"

namespace cancel {

using posix::ChildKeeper;
using posix::KeptChild;
using posix::LaunchPlan;
using posix::LaunchStep;

namespace {

std::string explain(const LaunchPlan& plan, LaunchStep step) {
  const std::string what = "can not start " + plan.description();
  switch (step) {
    case LaunchStep::prepare:
      return what + ": no new process";
    case LaunchStep::settings:
      return what + ": its settings";
    case LaunchStep::streams:
      return what + ": its streams";
    case LaunchStep::folder:
      return what + ": the folder";
    case LaunchStep::cancelled:
    case LaunchStep::program:
      break;
  }
  return what;
}

}  // namespace

ChildProcess::ChildProcess(const ChildOptions& options, const CancellationToken& token)
    : fork_count_(detail::fork_count()) {
  token.throw_if_cancelled();
  LaunchPlan plan(options);
  kept_ = std::make_shared<KeptChild>(token, options.grace, options.on_exit);
  if (const auto failure = ChildKeeper::instance().start(plan, kept_)) {
    kept_->report().forget_callback();
    if (failure->step == LaunchStep::cancelled) token.throw_if_cancelled();
    throw std::system_error(failure->error, std::generic_category(), explain(plan, failure->step));
  }
  input_ = plan.take_own_end(STDIN_FILENO);
  output_ = plan.take_own_end(STDOUT_FILENO);
  error_ = plan.take_own_end(STDERR_FILENO);
}

ChildProcess::~ChildProcess() {
  let_go();
}

ChildProcess::ChildProcess(ChildProcess&&) noexcept = default;

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  if (this == &other) return *this;
  let_go();
  kept_ = std::move(other.kept_);
  fork_count_ = other.fork_count_;
  input_ = std::move(other.input_);
  output_ = std::move(other.output_);
  error_ = std::move(other.error_);
  return *this;
}

void ChildProcess::let_go() noexcept {
  if (!kept_) return;
  if (fork_count_ != detail::fork_count()) {  // the child of another process; its locks may be held by nobody for ever
    static_cast<void>(new std::shared_ptr<KeptChild>(std::move(kept_)));
    return;
  }
  kept_->report().forget_callback();
  kept_->abandon();
  ChildKeeper::instance().wake();
  kept_->report().wait(KeptChild::patience);
  kept_.reset();
}

KeptChild& ChildProcess::kept() const {
  if (fork_count_ != detail::fork_count()) throw std::logic_error("this child belongs to the process before fork()");
  return *kept_;
}

pid_t ChildProcess::id() const {
  return kept().id();
}

ChildExit ChildProcess::wait() const {
  return *kept().report().wait(std::nullopt);
}

std::optional<ChildExit> ChildProcess::wait(std::chrono::nanoseconds timeout) const {
  return kept().report().wait(timeout);
}

int ChildProcess::exit_descriptor() const {
  return kept().report().descriptor();
}

}  // namespace cancel
