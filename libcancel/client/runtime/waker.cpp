#include "runtime/waker.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace cancel::client {

Waker::Waker() : descriptor_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "a descriptor for the client's thread");
}

Waker::~Waker() {
  close(descriptor_);
}

void Waker::wake() noexcept {
  if (!woken_.exchange(true)) static_cast<void>(eventfd_write(descriptor_, 1));
}

// The descriptor is read in any case: a wake() may have been between its two steps when it was last cleared.
void Waker::clear() noexcept {
  eventfd_t count = 0;
  static_cast<void>(eventfd_read(descriptor_, &count));
  woken_.exchange(false);
}

}  // namespace cancel::client
