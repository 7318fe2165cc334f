#include "readiness.hpp"

#include <cerrno>
#include <vector>

#include "cancel/token/cancellation_descriptor.hpp"

namespace cancel {

namespace posix {

namespace {

constexpr timespec at_once{};

// ppoll(2), and the cancellation on top.
class Poll {
 public:
  Poll(const CancellationToken& token, std::span<pollfd> descriptors, const sigset_t* mask)
      : token_(token), descriptors_(descriptors), mask_(mask) {
    for (pollfd& descriptor : descriptors_) descriptor.revents = 0;
  }

  // Looks, but does not wait. Empty: nothing is ready.
  std::optional<IoResult> look() {
    if (token_.is_cancelled()) return IoResult{IoStatus::cancelled};
    const int ready = ::ppoll(descriptors_.data(), descriptors_.size(), &at_once, mask_);
    if (ready == 0 || is_passed_over(ready)) return std::nullopt;
    return ready < 0 ? failure() : IoResult{IoStatus::done, static_cast<std::size_t>(ready)};
  }

  IoResult wait(Deadline& deadline) {
    if (!token_.node()) return wait_on(descriptors_, deadline);
    const CancellationDescriptor cancelled(token_);
    std::vector<pollfd> all(descriptors_.begin(), descriptors_.end());
    all.push_back({cancelled.get(), POLLIN, 0});
    const IoResult result = wait_on(all, deadline);
    if (token_.is_cancelled()) return {IoStatus::cancelled};
    for (std::size_t index = 0; result && index < descriptors_.size(); ++index) descriptors_[index] = all[index];
    return result;
  }

 private:
  IoResult wait_on(std::span<pollfd> descriptors, Deadline& deadline) const {
    int ready = -1;
    do {
      ready = ::ppoll(descriptors.data(), descriptors.size(), deadline.left(), mask_);
    } while (is_passed_over(ready));
    if (ready < 0) return failure();
    return {ready == 0 ? IoStatus::timed_out : IoStatus::done, static_cast<std::size_t>(ready)};
  }

  // Who gives a mask wants to hear of signals.
  bool is_passed_over(int ready) const { return ready < 0 && errno == EINTR && mask_ == nullptr; }

  const CancellationToken& token_;
  const std::span<pollfd> descriptors_;
  const sigset_t* const mask_;
};

}  // namespace

IoResult failure(std::size_t count) {
  return {IoStatus::failed, count, std::error_code(errno, std::generic_category())};
}

bool would_wait() {
  return errno == EAGAIN || errno == EWOULDBLOCK;
}

bool is_ready(int descriptor, short events) {
  pollfd polled{descriptor, events, 0};
  return ::poll(&polled, 1, 0) > 0;
}

IoResult wait_for(const CancellationToken& token, std::span<pollfd> descriptors, Deadline& deadline,
                  const sigset_t* mask) {
  Poll polling(token, descriptors, mask);
  if (const auto result = polling.look()) return *result;
  try {
    return polling.wait(deadline);
  } catch (const std::system_error& error) {
    return {IoStatus::failed, 0, error.code()};
  }
}

IoResult wait_for(const CancellationToken& token, int descriptor, short events, Deadline& deadline) {
  pollfd polled{descriptor, events, 0};
  return wait_for(token, std::span(&polled, 1), deadline);
}

}  // namespace posix

IoResult poll(const CancellationToken& token, std::span<pollfd> descriptors,
              std::optional<std::chrono::nanoseconds> timeout, const sigset_t* mask) {
  posix::Deadline deadline(timeout);
  return posix::wait_for(token, descriptors, deadline, mask);
}

}  // namespace cancel
