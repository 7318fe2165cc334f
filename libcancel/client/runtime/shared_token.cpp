#include "cancel/client/shared_token.hpp"

#include <cassert>
#include <utility>

#include "runtime/core.hpp"
#include "runtime/local_cancel.hpp"

namespace cancel {

SharedToken::SharedToken(std::shared_ptr<client::Core> core, std::shared_ptr<client::TrackedToken> tracked,
                         CancellationToken token)
    : core_(std::move(core)), tracked_(std::move(tracked)), token_(std::move(token)) {}

SharedToken& SharedToken::operator=(SharedToken&& other) noexcept {
  if (this != &other) {
    release();
    core_ = std::move(other.core_);
    tracked_ = std::move(other.tracked_);
    token_ = std::move(other.token_);
  }
  return *this;
}

SharedToken::~SharedToken() {
  release();
}

const TokenName& SharedToken::name() const {
  assert(tracked_);
  return tracked_->name();
}

void SharedToken::cancel(CancellationWish wish) const {
  assert(tracked_);
  client::cancel_here(*core_, token_, std::move(wish));
}

void SharedToken::release() noexcept {
  if (tracked_ && tracked_->end() && !core_->is_forked()) core_->record_release(tracked_->name());
}

}  // namespace cancel
