#include "cancel/client/operation.hpp"

#include <cassert>
#include <exception>
#include <mutex>
#include <utility>

#include "cancel/client/client.hpp"
#include "cancel/token/cancellation_source.hpp"
#include "runtime/core.hpp"
#include "runtime/local_cancel.hpp"
#include "token/node.hpp"

namespace cancel {

namespace {

bool was_noticed(const CancellationToken& token) {
  const detail::NodeFlags* node = token.node().flags();
  return node != nullptr && (node->reached.load(std::memory_order_acquire) & detail::noticed_bit) != 0;
}

// Whoever marks a token tells of it while holding the lock. Who has seen the mark before that waits for it here, so
// that the end is told behind the cancellation and its taking up.
void let_be_told(const CancellationToken& token) {
  if (!token.has_reached(Stage::requested)) return;
  const std::lock_guard marked(detail::propagation_lock());
}

std::string what_is_thrown() {
  try {
    throw;
  } catch (const std::exception& exception) {
    return exception.what();
  } catch (...) {
    return "an exception of an unknown type";
  }
}

}  // namespace

Operation::Operation(std::shared_ptr<client::Core> core, std::shared_ptr<client::TrackedToken> tracked,
                     CancellationToken token)
    : core_(std::move(core)),
      tracked_(std::move(tracked)),
      token_(std::move(token)),
      exceptions_(std::uncaught_exceptions()) {}

Operation& Operation::operator=(Operation&& other) noexcept {
  if (this != &other) {
    finish_by_itself();
    core_ = std::move(other.core_);
    tracked_ = std::move(other.tracked_);
    token_ = std::move(other.token_);
    exceptions_ = other.exceptions_;
  }
  return *this;
}

Operation::~Operation() {
  finish_by_itself();
}

const TokenName& Operation::name() const {
  assert(tracked_);
  return tracked_->name();
}

void Operation::cancel(CancellationWish wish) const {
  assert(tracked_);
  client::cancel_here(*core_, token_, std::move(wish));
}

void Operation::finish(Outcome outcome, std::optional<std::string> error, std::optional<std::string> result) {
  if (!tracked_ || core_->is_forked()) return;
  let_be_told(token_);
  if (!tracked_->end()) return;
  core_->record_finish(tracked_, outcome, std::move(error), std::move(result));
}

void Operation::finish_by_itself() noexcept {
  if (!tracked_ || tracked_->has_ended()) return;
  const bool left_by_exception = std::uncaught_exceptions() > exceptions_;
  const Outcome outcome = was_noticed(token_) ? Outcome::stopped
                          : left_by_exception ? Outcome::failed
                                              : Outcome::succeeded;
  finish(outcome);
}

namespace client {

void finish_after_return(Operation& operation) noexcept {
  operation.finish(was_noticed(operation.token()) ? Outcome::stopped : Outcome::succeeded);
}

void finish_after_exception(Operation& operation) noexcept {
  if (was_noticed(operation.token())) return operation.finish(Outcome::stopped);
  operation.finish(Outcome::failed, what_is_thrown());
}

}  // namespace client

}  // namespace cancel
