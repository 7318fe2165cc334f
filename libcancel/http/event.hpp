#pragma once

#include <event2/event.h>

#include <chrono>
#include <functional>
#include <memory>

namespace cancel::http {

struct BaseDeleter {
  void operator()(event_base* base) const noexcept { event_base_free(base); }
};
using EventBase = std::unique_ptr<event_base, BaseDeleter>;

// A loop for one thread, on epoll. Throws std::system_error where the process has too few descriptors left, since
// libevent ends the process in that case.
EventBase make_event_base();

// Waits for a descriptor or a time, and calls back on the loop's thread, which alone may touch it. The base must
// outlive it. The callback must not throw.
class Event {
 public:
  // `what` is made of libevent's EV_… flags; a descriptor of -1 is none. Waits for nothing until it is armed.
  Event(event_base& base, int descriptor, short what, std::function<void()> callback);
  ~Event() { event_free(event_); }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  void arm();
  void arm(std::chrono::milliseconds timeout);
  void disarm();

 private:
  std::function<void()> callback_;
  event* event_;
};

}  // namespace cancel::http
