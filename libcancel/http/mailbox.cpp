#include "mailbox.hpp"

#include <sys/eventfd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>
#include <utility>

#include "response_channel.hpp"

namespace cancel::http {

Mailbox::Mailbox() : event_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (!event_) throw std::system_error(errno, std::generic_category(), "eventfd");
}

void Mailbox::post(std::shared_ptr<ResponseChannel> channel) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    first = posted_.empty();
    posted_.push_back(std::move(channel));
  }
  if (first && !owned_by_this_thread()) wake();
}

void Mailbox::request_stop() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake();
}

bool Mailbox::stop_requested() const {
  const std::lock_guard lock(mutex_);
  return stop_;
}

std::vector<std::shared_ptr<ResponseChannel>> Mailbox::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(posted_, {});
}

void Mailbox::quiet() {
  std::uint64_t count = 0;
  while (::read(event_.get(), &count, sizeof count) < 0 && errno == EINTR) {
  }
}

void Mailbox::close() {
  std::vector<std::shared_ptr<ResponseChannel>> unread;  // let go outside the lock: a channel may call back
  const std::lock_guard lock(mutex_);
  closed_ = true;
  unread.swap(posted_);
}

void Mailbox::wake() noexcept {
  const std::uint64_t one = 1;
  // A full counter is readable anyway.
  while (::write(event_.get(), &one, sizeof one) < 0 && errno == EINTR) {
  }
}

}  // namespace cancel::http
