#include "http/post_channel.hpp"

namespace cancel::mcp {

void PostChannel::send(MessageKind kind, std::string json) {
  const std::lock_guard guard(lock_);
  if (state_ == State::ended) return;
  if (state_ == State::streaming) return answers_.add_to_stream(json, kind == MessageKind::report);
  gathered_.push_back({kind, std::move(json)});
  // A response is looked at when its request is over.
  if (state_ == State::waiting && kind != MessageKind::response) start_streaming();
}

void PostChannel::request_over(bool) {
  const std::lock_guard guard(lock_);
  if (open_requests_ > 0) --open_requests_;
  if (state_ == State::waiting && !answer_alone()) start_streaming();
  end_if_over();
}

void PostChannel::release_connection() {
  const std::lock_guard guard(lock_);
  if (state_ == State::streaming) return answers_.release();
  is_to_be_released_ = state_ != State::ended;
}

void PostChannel::decide(bool alone, Decide when) {
  const std::lock_guard guard(lock_);
  alone_ = alone;
  if (answer_alone()) return;
  if (when == Decide::by_first && gathered_.empty() && open_requests_ > 0) {
    state_ = State::waiting;
  } else {
    start_streaming();
    end_if_over();
  }
}

void PostChannel::begin_stream() {
  const std::lock_guard guard(lock_);
  if (state_ == State::waiting) start_streaming();
}

bool PostChannel::answer_alone() {
  if (!alone_ || open_requests_ > 0 || gathered_.size() != 1) return false;
  if (gathered_.front().kind != MessageKind::response) return false;
  state_ = State::ended;
  answers_.as_json(std::move(gathered_.front().json));
  answers_ = {};
  return true;
}

void PostChannel::start_streaming() {
  state_ = State::streaming;
  answers_.begin_stream();
  for (const Gathered& message : gathered_) {
    answers_.add_to_stream(message.json, message.kind == MessageKind::report);
  }
  gathered_.clear();
  if (is_to_be_released_) answers_.release();
}

void PostChannel::end_if_over() {
  if (open_requests_ > 0 || state_ != State::streaming) return;
  state_ = State::ended;
  answers_.end_stream();
  answers_ = {};  // lets go of what they hold: the session, the exchange
}

}  // namespace cancel::mcp
