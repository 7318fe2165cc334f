// The half of Following that takes what is published.

#include <utility>

#include "follow/following.hpp"

namespace cancel::client {

namespace {

// As many events may wait to be fetched before the stream is looked at again.
constexpr std::size_t enough_ready = 1'000;

}  // namespace

void Following::advance_live() {
  while (live_ && ready_.size() < enough_ready) {
    const auto item = stream_.try_receive();
    if (!item) break;
    quiet_until_ = wait_point_after(options_.silence);
    std::visit([this](const auto& arrived) { see(arrived); }, *item);
  }
  if (live_ && WaitClock::now() >= quiet_until_) resume_reading();
}

void Following::resume_reading() {
  live_ = false;
  read_on();
}

void Following::see(const ConnectionChanged& change) {
  if (!change.made) note_down("the connection was lost");
  if (live_) return resume_reading();
  if (change.made) inquiry_.resend();
}

void Following::see(const Heartbeat& heartbeat) {
  if (heartbeat.log_id != log_id_ || heartbeat.head > *position_) resume_reading();
}

void Following::see(const PublishedEvent& published) {
  auto event = read_event(published.json);
  if (!event) return resume_reading();
  const Position position = position_of(*event);
  if (position <= *position_) return;
  if (!complete_ || position != *position_ + 1) return resume_reading();
  follow(*std::move(event));
}

void Following::follow(ReadEvent event) {
  const Position position = position_of(event);
  if (auto* followed = std::get_if<FollowedEvent>(&event)) {
    position_ = position;
    proven_ = true;
    if (matches(options_.filter, followed->event)) ready_.push_back(std::move(*followed));
    return;
  }
  resume_reading();  // whether it fits is for the daemon to say
}

}  // namespace cancel::client
