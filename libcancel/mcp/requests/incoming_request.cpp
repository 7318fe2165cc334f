#include <utility>

#include "cancel/mcp/canceller.hpp"
#include "requests/request_registry.hpp"

namespace cancel::mcp {

IncomingRequest::IncomingRequest(RequestId id, std::string method, bool cancellable, Work work,
                                 std::shared_ptr<MessageChannel> channel, std::shared_ptr<Registry> registry)
    : id_(std::move(id)),
      method_(std::move(method)),
      cancellable_(cancellable),
      work_(std::move(work)),
      channel_(std::move(channel)),
      registry_(std::move(registry)) {
  ++registry_->running;
}

IncomingRequest::~IncomingRequest() {
  if (!ended_) --registry_->running;
}

bool IncomingRequest::is_open() const {
  const std::lock_guard gate(gate_);
  return state_ == State::open;
}

bool IncomingRequest::is_silenced() const {
  const std::lock_guard gate(gate_);
  return state_ == State::silenced;
}

bool IncomingRequest::send(MessageKind kind, std::string json) {
  {
    const std::lock_guard gate(gate_);
    if (state_ == State::open) {
      channel_->send(kind, std::move(json));
      return true;
    }
  }
  ++registry_->late_messages;
  return false;
}

bool IncomingRequest::answer(std::string json) {
  const auto self = shared_from_this();  // the registry's may be the last
  {
    const std::lock_guard gate(gate_);
    if (state_ != State::open) {
      ++registry_->late_messages;
      return false;
    }
    state_ = State::answered;
    // Before the response is out: the peer may use the id again as soon as it has it.
    registry_->free_id(*this);
    channel_->send(MessageKind::response, std::move(json));
  }
  ++registry_->answered;
  channel_->request_over(true);
  return true;
}

void IncomingRequest::cancel(CancellationWish wish) {
  {
    const std::lock_guard gate(gate_);
    if (ended_) return;
    ++cancellations_;
  }
  registry_->canceller.post([self = shared_from_this(), wish = std::move(wish)] {
    self->work_.cancel(wish);
    self->cancellation_ran();
  });
}

bool IncomingRequest::silence() {
  const std::lock_guard gate(gate_);
  if (state_ != State::open) return false;
  state_ = State::silenced;
  ++cancellations_;
  registry_->free_id(*this);
  ++registry_->silenced;
  return true;
}

void IncomingRequest::cancel_silenced(CancellationWish wish) {
  registry_->canceller.post([self = shared_from_this(), wish = std::move(wish)] {
    self->work_.cancel(wish);
    self->channel_->request_over(false);
    self->cancellation_ran();
  });
}

// The end may have come first. It is told now, so that the log never says of work that its peer gave up that it ended
// without anybody having asked.
void IncomingRequest::cancellation_ran() {
  std::optional<End> how;
  {
    const std::lock_guard gate(gate_);
    if (--cancellations_ == 0) how = std::exchange(end_, std::nullopt);
  }
  if (how) end(*std::move(how));
}

void IncomingRequest::finish(Outcome outcome, std::optional<std::string> error) {
  const auto self = shared_from_this();  // the registry's may be the last
  End how{outcome, std::move(error)};
  bool was_open = false;
  bool has_to_wait = false;
  {
    const std::lock_guard gate(gate_);
    if (std::exchange(ended_, true)) return;
    was_open = state_ == State::open;
    if (was_open) {
      state_ = State::silenced;
      registry_->free_id(*this);
    }
    has_to_wait = cancellations_ != 0;
    if (has_to_wait) end_ = std::move(how);
  }
  if (was_open) {
    ++registry_->silenced;
    channel_->request_over(false);
  }
  if (!has_to_wait) end(std::move(how));
}

void IncomingRequest::end(End how) {
  work_.finish(how.outcome, std::move(how.error));
  --registry_->running;
}

}  // namespace cancel::mcp
