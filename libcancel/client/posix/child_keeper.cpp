#include "child_keeper.hpp"

#include <pthread.h>
#include <sys/eventfd.h>

#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "cancel/token/callback_thread.hpp"

namespace cancel::posix {

namespace {

// The thread begins with all signals blocked: its children run on its mask until their program begins.
class AllSignalsBlocked {
 public:
  AllSignalsBlocked() {
    sigset_t all{};
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &former_);
  }
  ~AllSignalsBlocked() { pthread_sigmask(SIG_SETMASK, &former_, nullptr); }
  AllSignalsBlocked(const AllSignalsBlocked&) = delete;
  AllSignalsBlocked& operator=(const AllSignalsBlocked&) = delete;

 private:
  sigset_t former_{};
};

int make_bell() {
  const int bell = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (bell < 0) throw std::system_error(errno, std::generic_category(), "the keeper of child processes");
  return bell;
}

}  // namespace

// Children may be let go of after static objects have been destroyed, so the keeper never is; only its thread ends with
// them, and before the callback thread, to which it hands the exits.
ChildKeeper& ChildKeeper::instance() {
  static_cast<void>(detail::CallbackThread::instance());
  static auto* const only = new ChildKeeper;
  static const struct Ending {
    ~Ending() { only->stop(); }
  } ending;
  return *only;
}

ChildKeeper::ChildKeeper() : bell_(make_bell()) {}

void ChildKeeper::stop() {
  if (has_begun_.load(std::memory_order_acquire) && !thread_.runs()) return thread_.join();
  {
    const std::lock_guard lock(lock_);
    stopping_ = true;
  }
  wake();
  thread_.join();
}

void ChildKeeper::wake() noexcept {
  static_cast<void>(::eventfd_write(bell_.get(), 1));
}

std::optional<LaunchFailure> ChildKeeper::start(const LaunchPlan& plan, std::shared_ptr<KeptChild> child) {
  // In a forked process the lock may have been left behind by a thread that is not there.
  if (has_begun_.load(std::memory_order_acquire) && !thread_.runs()) {
    throw std::logic_error("child processes can not be started after fork(), only after exec");
  }
  auto started = enqueue(plan, std::move(child));
  wake();
  return started.get();
}

std::future<std::optional<LaunchFailure>> ChildKeeper::enqueue(const LaunchPlan& plan,
                                                               std::shared_ptr<KeptChild> child) {
  const std::lock_guard lock(lock_);
  if (stopping_) throw std::runtime_error("child processes can not be started while the process is ending");
  if (!has_begun_.load(std::memory_order_relaxed)) begin();
  arrivals_.push_back({&plan, std::move(child), {}});
  return arrivals_.back().started.get_future();
}

void ChildKeeper::begin() {
  const AllSignalsBlocked blocked;
  thread_ = detail::OwnedThread([this] { work(); });
  has_begun_.store(true, std::memory_order_release);
}

void ChildKeeper::work() {
  ::pthread_setname_np(::pthread_self(), "cancel-children");
  while (!is_ending()) {
    start_arrivals();
    wait();
    attend();
  }
}

void ChildKeeper::start_arrivals() {
  std::vector<Arrival> arrived;
  {
    const std::lock_guard lock(lock_);
    arrived.swap(arrivals_);
  }
  for (Arrival& arrival : arrived) {
    const auto failure = arrival.child->start(*arrival.plan, bell_.get());
    if (!failure) children_.push_back(std::move(arrival.child));
    arrival.started.set_value(failure);
  }
}

void ChildKeeper::wait() {
  polled_.assign(1, pollfd{bell_.get(), POLLIN, 0});
  std::optional<WaitPoint> until = end_at_;
  for (const auto& child : children_) {
    polled_.push_back({child->awaited(), POLLIN, 0});
    const auto due = child->due();
    if (due && (!until || *due < *until)) until = due;
  }
  const timespec left = until ? time_until(*until) : timespec{};
  if (::ppoll(polled_.data(), polled_.size(), until ? &left : nullptr, nullptr) <= 0) {
    for (pollfd& polled : polled_) polled.revents = 0;
  }
  eventfd_t rings = 0;
  static_cast<void>(::eventfd_read(bell_.get(), &rings));
}

void ChildKeeper::attend() {
  const WaitPoint now = WaitClock::now();
  for (std::size_t index = 0; index < children_.size(); ++index) {
    children_[index]->attend(polled_[index + 1].revents != 0, now);
  }
  std::erase_if(children_, [](const auto& child) { return child->is_over(); });
}

// When the process ends, so do its children; those that can not be killed are left after a while.
bool ChildKeeper::is_ending() {
  const std::lock_guard lock(lock_);
  if (!stopping_) return false;
  if (!end_at_) {
    end_at_ = WaitClock::now() + KeptChild::patience;
    wake();  // so that what follows is attended to before the next wait
  }
  for (const auto& child : children_) child->abandon();
  return (children_.empty() && arrivals_.empty()) || WaitClock::now() >= *end_at_;
}

}  // namespace cancel::posix
