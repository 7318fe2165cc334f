#include "http/event_stream.hpp"

#include <algorithm>
#include <charconv>

#include "cancel/http/server_sent_event.hpp"

namespace cancel::mcp {

namespace {

// Beyond this, progress and log messages are of no use to a peer that is so far behind.
constexpr std::size_t droppable_from = 1 << 20;

std::optional<std::uint64_t> number_in(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::optional<EventStream::EventId> EventStream::parse_id(std::string_view text) {
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto stream = number_in(text.substr(0, dash));
  const auto event = number_in(text.substr(dash + 1));
  if (!stream || !event) return std::nullopt;
  return EventId{*stream, *event};
}

std::string EventStream::id_text(std::uint64_t event) const {
  return std::to_string(number_) + '-' + std::to_string(event);
}

void EventStream::attach(std::shared_ptr<http::Exchange> exchange, std::optional<std::uint64_t> after, bool prime) {
  if (!exchange->begin_stream(200, http::event_stream_headers())) return;
  {
    const std::lock_guard guard(lock_);
    end_connection();
    exchange_ = exchange;
    if (prime) {
      http::ServerSentEvent first;
      first.id = id_text(0);
      first.retry = limits_.retry;
      first.data = "";
      write(http::to_text(first));
      peer_has_id_ = true;
    }
    const std::uint64_t from = after.value_or(last_sent_);
    for (const Event& event : events_) {
      if (event.number > from) send(event);
    }
    if (finished_at_) end_connection();
  }
  // Outside of the lock: it may be called at once. A broken connection is no cancellation, the peer may come back.
  exchange->on_disconnect([stream = weak_from_this(), gone = exchange.get()] {
    if (const auto alive = stream.lock()) alive->detach(gone);
  });
}

void EventStream::append(const std::string& json, bool is_report) {
  const std::lock_guard guard(lock_);
  if (finished_at_) return;
  if (is_report && exchange_ != nullptr && exchange_->buffered() > droppable_from) return;
  http::ServerSentEvent event;
  event.event = "message";
  event.id = id_text(++last_event_);
  event.data = json;
  events_.push_back({last_event_, http::to_text(event)});
  kept_bytes_ += events_.back().text.size();
  send(events_.back());
  while (kept_bytes_ > limits_.max_replay && events_.size() > 1) {
    kept_bytes_ -= events_.front().text.size();
    events_.pop_front();
  }
}

void EventStream::keep_alive() {
  const std::lock_guard guard(lock_);
  http::ServerSentEvent comment;
  comment.comment = "still here";
  write(http::to_text(comment));
}

void EventStream::release() {
  const std::lock_guard guard(lock_);
  if (exchange_ == nullptr || !peer_has_id_) return;
  http::ServerSentEvent event;  // without an id of an event of its own: what comes next is numbered as ever
  event.retry = limits_.retry;
  write(http::to_text(event));
  end_connection();
}

void EventStream::finish() {
  const std::lock_guard guard(lock_);
  if (finished_at_) return;
  finished_at_ = std::chrono::steady_clock::now();
  end_connection();
}

bool EventStream::is_attached() const {
  const std::lock_guard guard(lock_);
  return exchange_ != nullptr;
}

std::optional<std::chrono::steady_clock::time_point> EventStream::finished_at() const {
  const std::lock_guard guard(lock_);
  return finished_at_;
}

void EventStream::send(const Event& event) {
  if (exchange_ == nullptr) return;
  write(event.text);
  last_sent_ = std::max(last_sent_, event.number);
  peer_has_id_ = true;
}

void EventStream::write(const std::string& text) {
  if (exchange_ != nullptr) exchange_->write(text);
}

void EventStream::detach(const http::Exchange* exchange) {
  const std::lock_guard guard(lock_);
  if (exchange_.get() == exchange) exchange_.reset();
}

void EventStream::end_connection() {
  if (exchange_ == nullptr) return;
  exchange_->end();
  exchange_.reset();
}

}  // namespace cancel::mcp
