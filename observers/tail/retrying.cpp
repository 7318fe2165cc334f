#include "tail/retrying.hpp"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "program/failure.hpp"
#include "text/duration.hpp"

namespace cancel::tail {

namespace {

constexpr Millis first_pause{200};
constexpr Millis longest_pause{30'000};
constexpr Millis longest_asked_for{3'600'000};
constexpr Millis slice{50};

program::Failure given_up(Position position, std::uint64_t attempts, const Attempt& attempt) {
  const std::string times = attempts == 1 ? "" : " (" + std::to_string(attempts) + " attempts)";
  return {program::ExitCode::refused,
          "the event at position " + std::to_string(position) + " could not be delivered: " + attempt.fault + times};
}

}  // namespace

Millis retry_pause(std::uint64_t retry, const std::optional<Millis>& asked_for) {
  Millis pause = first_pause;
  for (; retry > 1 && pause < longest_pause; --retry) pause *= 2;
  pause = std::min(pause, longest_pause);
  return asked_for ? std::max(pause, std::min(*asked_for, longest_asked_for)) : pause;
}

Retrying::Retrying(std::unique_ptr<Delivery> delivery, const std::optional<std::uint64_t>& retries, StopSignals& stop)
    : delivery_(std::move(delivery)), retries_(retries), stop_(stop) {}

void Retrying::react(const TailedEvent& event) {
  for (std::uint64_t attempts = 1;; ++attempts) {
    stop_.check();
    const Attempt attempt = delivery_->attempt(event);
    if (attempt.outcome == Attempt::Outcome::delivered) return;
    stop_.check();
    if (attempt.outcome == Attempt::Outcome::refused || (retries_ && attempts > *retries_)) {
      throw given_up(event.position, attempts, attempt);
    }
    const Millis pause = retry_pause(attempts, attempt.pause);
    program::complain("cancel-tail", "position " + std::to_string(event.position) + ": " + attempt.fault +
                                         "; trying again in " + text::duration_text(pause));
    wait(pause);
  }
}

void Retrying::wait(Millis pause) {
  const auto until = std::chrono::steady_clock::now() + pause;
  while (std::chrono::steady_clock::now() < until) {
    stop_.check();
    std::this_thread::sleep_for(slice);
  }
}

}  // namespace cancel::tail
