#include "http/post_channel.hpp"

namespace cancel::mcp {

void PostChannel::send(MessageKind kind, std::string json) {
  const std::lock_guard guard(lock_);
  if (state_ == State::gathering)
    gathered_.push_back({kind, std::move(json)});
  else if (state_ == State::streaming)
    answers_.add_to_stream(json, kind == MessageKind::report);
}

void PostChannel::request_over(bool) {
  const std::lock_guard guard(lock_);
  if (open_requests_ > 0) --open_requests_;
  end_if_over();
}

void PostChannel::release_connection() {
  const std::lock_guard guard(lock_);
  if (state_ == State::streaming) answers_.release();
}

void PostChannel::decide(bool alone) {
  const std::lock_guard guard(lock_);
  if (alone && open_requests_ == 0 && gathered_.size() == 1 && gathered_.front().kind == MessageKind::response) {
    state_ = State::ended;
    answers_.as_json(std::move(gathered_.front().json));
    answers_ = {};
    return;
  }
  state_ = State::streaming;
  answers_.begin_stream();
  for (const Gathered& message : gathered_) {
    answers_.add_to_stream(message.json, message.kind == MessageKind::report);
  }
  gathered_.clear();
  end_if_over();
}

void PostChannel::end_if_over() {
  if (open_requests_ > 0 || state_ != State::streaming) return;
  state_ = State::ended;
  answers_.end_stream();
  answers_ = {};  // lets go of what they hold: the session, the exchange
}

}  // namespace cancel::mcp
