// The half of Following that takes what is published.

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

#include "follow/following.hpp"

namespace cancel::client {

namespace {

// As many events may wait to be fetched before the stream is looked at again.
constexpr std::size_t enough_ready = 1'000;

// Whether the topic, which ends in the type's name, is of a type that the filter leaves out.
bool is_of_other_type(const EventFilter& filter, std::string_view topic) {
  if (filter.types.empty()) return false;
  const auto type = from_string<EventType>(topic.substr(topic.rfind(' ') + 1));
  return type && std::find(filter.types.begin(), filter.types.end(), *type) == filter.types.end();
}

// The position of an event whose JSON begins with it, as this daemon writes it; empty for any other form.
std::optional<Position> leading_position(std::string_view json) {
  constexpr std::string_view beginning = R"({"position":)";
  if (json.substr(0, beginning.size()) != beginning) return std::nullopt;
  Position position = 0;
  const char* const end = json.data() + json.size();
  const auto [rest, error] = std::from_chars(json.data() + beginning.size(), end, position);
  if (error != std::errc{} || rest == end || *rest != ',') return std::nullopt;
  return position;
}

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

// An event that nobody here wants is counted, not decoded: whoever follows everything for a few types sees many of them.
bool Following::passes_by(const PublishedEvent& published) {
  if (!complete_ || !is_of_other_type(options_.filter, published.topic)) return false;
  const auto position = leading_position(published.json);
  if (!position || *position != *position_ + 1) return false;
  position_ = *position;
  proven_ = true;
  return true;
}

void Following::see(const PublishedEvent& published) {
  if (passes_by(published)) return;
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
