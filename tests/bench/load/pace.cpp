#include "pace.hpp"

#include <sys/prctl.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <stdexcept>

namespace cancel::load {
namespace {

void set_timer(int timer, std::int64_t at) {
  itimerspec when{};
  when.it_value.tv_sec = at / 1'000'000'000;
  when.it_value.tv_nsec = at % 1'000'000'000;
  timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, nullptr);
}

}  // namespace

// The steady clock of libstdc++ is CLOCK_MONOTONIC.
Pace::Pace() : timer_(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)) {
  if (timer_ < 0) throw std::runtime_error("no timer");
}

Pace::~Pace() {
  close(timer_);
}

void Pace::begin(double rate, std::int64_t now) {
  interval_ = rate > 0 ? 1e9 / rate : 0;
  begun_ = now;
  taken_ = 0;
}

std::int64_t Pace::next() const {
  return begun_ + static_cast<std::int64_t>(interval_ * static_cast<double>(taken_));
}

void Pace::arm() const {
  set_timer(timer_, next());
}

void Pace::disarm() const {
  set_timer(timer_, 0);
}

}  // namespace cancel::load
