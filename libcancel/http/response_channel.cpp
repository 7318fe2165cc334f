#include "response_channel.hpp"

#include <utility>

#include "mailbox.hpp"
#include "response_text.hpp"

namespace cancel::http {

ResponseChannel::ResponseChannel(std::shared_ptr<Mailbox> mailbox, Connection& connection, Peer peer,
                                 std::size_t max_buffered)
    : mailbox_(std::move(mailbox)), connection_(&connection), max_buffered_(max_buffered), peer_(peer) {}

bool ResponseChannel::respond(const Response& response) {
  std::unique_lock lock(mutex_);
  if (phase_ != Phase::waiting) return false;
  if (response.headers.has_token("Connection", "close")) peer_.keep_alive = false;
  const auto framing = may_have_body(response.status) ? Framing::length : Framing::no_body;
  queue(head_text({response.status, framing, response.body.size(), peer_.keep_alive}, response.headers));
  if (framing == Framing::length && peer_.wants_body) queue(response.body);
  phase_ = Phase::complete;
  post_once(lock);
  return true;
}

bool ResponseChannel::begin_stream(int status, const Headers& headers) {
  std::unique_lock lock(mutex_);
  if (phase_ != Phase::waiting) return false;
  Framing framing = peer_.knows_chunks ? Framing::chunks : Framing::until_close;
  if (!may_have_body(status)) framing = Framing::no_body;
  if (framing == Framing::until_close || headers.has_token("Connection", "close")) peer_.keep_alive = false;
  chunked_ = framing == Framing::chunks;
  if (framing == Framing::no_body) peer_.wants_body = false;
  queue(head_text({status, framing, 0, peer_.keep_alive}, headers));
  phase_ = Phase::streaming;
  post_once(lock);
  return true;
}

bool ResponseChannel::write(std::string_view chunk) {
  std::unique_lock lock(mutex_);
  if (phase_ != Phase::streaming || cut_) return false;
  if (chunk.empty() || !peer_.wants_body) return true;
  if (buffered_ > max_buffered_) {
    cut(lock);
    return false;
  }
  queue(chunked_ ? chunk_text(chunk) : std::string(chunk));
  post_once(lock);
  return true;
}

bool ResponseChannel::end() {
  std::unique_lock lock(mutex_);
  if (phase_ != Phase::streaming || cut_) return false;
  if (chunked_ && peer_.wants_body) queue(last_chunk);
  phase_ = Phase::complete;
  post_once(lock);
  return true;
}

void ResponseChannel::abort() {
  std::unique_lock lock(mutex_);
  cut(lock);
}

void ResponseChannel::abandon() {
  std::unique_lock lock(mutex_);
  if (phase_ == Phase::streaming) return cut(lock);
  if (phase_ != Phase::waiting) return;
  lock.unlock();
  respond(text_response(500, "the server gave no answer"));
}

std::size_t ResponseChannel::buffered() const {
  const std::lock_guard lock(mutex_);
  return buffered_;
}

bool ResponseChannel::disconnected() const {
  const std::lock_guard lock(mutex_);
  return phase_ == Phase::disconnected;
}

void ResponseChannel::on_disconnect(std::function<void()> callback) {
  std::unique_lock lock(mutex_);
  if (phase_ == Phase::over) return;
  if (phase_ != Phase::disconnected) {
    callback_.swap(callback);
    lock.unlock();  // before the replaced callback is let go
    return;
  }
  lock.unlock();
  if (callback) callback();
}

ResponseChannel::Outgoing ResponseChannel::take() {
  const std::lock_guard lock(mutex_);
  posted_ = false;
  return {std::exchange(pending_, {}), phase_ == Phase::complete, cut_};
}

bool ResponseChannel::complete() const {
  const std::lock_guard lock(mutex_);
  return phase_ == Phase::complete;
}

bool ResponseChannel::keep_alive() const {
  const std::lock_guard lock(mutex_);
  return peer_.keep_alive;
}

void ResponseChannel::sent(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  buffered_ -= bytes;
}

void ResponseChannel::finished() {
  std::function<void()> unneeded;  // let go outside the lock: it may own anything
  const std::lock_guard lock(mutex_);
  phase_ = Phase::over;
  unneeded.swap(callback_);
}

void ResponseChannel::lost() {
  std::function<void()> callback;
  {
    const std::lock_guard lock(mutex_);
    if (phase_ == Phase::over || phase_ == Phase::disconnected) return;
    phase_ = Phase::disconnected;
    buffered_ = 0;
    std::string().swap(pending_);
    callback.swap(callback_);
  }
  if (callback) callback();
}

void ResponseChannel::queue(std::string_view bytes) {
  pending_.append(bytes);
  buffered_ += bytes.size();
}

void ResponseChannel::post_once(std::unique_lock<std::mutex>& lock) {
  if (std::exchange(posted_, true)) return;
  lock.unlock();
  mailbox_->post(shared_from_this());
}

void ResponseChannel::cut(std::unique_lock<std::mutex>& lock) {
  if (phase_ == Phase::over || phase_ == Phase::disconnected) return;
  cut_ = true;
  post_once(lock);
}

}  // namespace cancel::http
