#include "event.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <mutex>
#include <new>
#include <system_error>
#include <utility>

#include "descriptor.hpp"

namespace cancel::http {
namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

// libevent itself needs an epoll descriptor and a pair of sockets.
void require_free_descriptors() {
  std::array<Descriptor, 4> probes;
  for (Descriptor& probe : probes) {
    probe = Descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (!probe) fail("no descriptor is left for the server");
  }
}

struct ConfigDeleter {
  void operator()(event_config* config) const noexcept { event_config_free(config); }
};

void run_callback(evutil_socket_t, short, void* callback) {
  (*static_cast<std::function<void()>*>(callback))();
}

}  // namespace

EventBase make_event_base() {
  static std::once_flag silenced;
  // libevent would write to stderr, which may be a log or a protocol's channel; what matters is reported by return
  // values.
  std::call_once(silenced, [] { event_set_log_callback([](int, const char*) {}); });
  require_free_descriptors();
  const std::unique_ptr<event_config, ConfigDeleter> config(event_config_new());
  if (!config) throw std::bad_alloc();
  event_config_set_flag(config.get(), EVENT_BASE_FLAG_NOLOCK);
  event_config_set_flag(config.get(), EVENT_BASE_FLAG_IGNORE_ENV);
  event_config_avoid_method(config.get(), "select");  // it ends at descriptor 1023
  EventBase base(event_base_new_with_config(config.get()));
  if (!base) fail("event_base_new");
  return base;
}

Event::Event(event_base& base, int descriptor, short what, std::function<void()> callback)
    : callback_(std::move(callback)), event_(event_new(&base, descriptor, what, run_callback, &callback_)) {
  if (event_ == nullptr) throw std::bad_alloc();
}

void Event::arm() {
  if (event_add(event_, nullptr) != 0) fail("event_add");
}

void Event::arm(std::chrono::milliseconds timeout) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(timeout);
  timeval time{};
  time.tv_sec = seconds.count();
  time.tv_usec = std::chrono::microseconds(timeout - seconds).count();
  if (event_add(event_, &time) != 0) fail("event_add");
}

void Event::disarm() {
  event_del(event_);
}

}  // namespace cancel::http
