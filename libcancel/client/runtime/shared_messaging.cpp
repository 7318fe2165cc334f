#include "runtime/shared_messaging.hpp"

#include <mutex>

#include "cancel/token/process.hpp"

namespace cancel::client {

std::shared_ptr<Messaging> shared_messaging() {
  static std::mutex lock;
  static std::weak_ptr<Messaging> present;
  static std::uint64_t of_fork = 0;
  const std::lock_guard guard(lock);
  std::shared_ptr<Messaging> messaging = of_fork == detail::fork_count() ? present.lock() : nullptr;
  if (!messaging) {
    messaging = std::make_shared<Messaging>();
    present = messaging;
    of_fork = detail::fork_count();
  }
  return messaging;
}

}  // namespace cancel::client
