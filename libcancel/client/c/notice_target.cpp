#include "notice_target.hpp"

#include "handles.hpp"

namespace cancel::c {

namespace {

static_assert(static_cast<int>(Notice::Kind::connected) == CANCEL_NOTICE_CONNECTED);
static_assert(static_cast<int>(Notice::Kind::disconnected) == CANCEL_NOTICE_DISCONNECTED);
static_assert(static_cast<int>(Notice::Kind::log_changed) == CANCEL_NOTICE_LOG_CHANGED);
static_assert(static_cast<int>(Notice::Kind::session_lost) == CANCEL_NOTICE_SESSION_LOST);
static_assert(static_cast<int>(Notice::Kind::not_recorded) == CANCEL_NOTICE_NOT_RECORDED);
static_assert(static_cast<int>(Notice::Kind::refused) == CANCEL_NOTICE_REFUSED);

cancel_error error_of(const RpcError& refused) {
  return {static_cast<int>(refused.code), refused.message, refused.data};
}

}  // namespace

void NoticeTarget::tell(const Notice& notice) const {
  const cancel_error error = notice.error ? error_of(*notice.error) : cancel_error{};
  cancel_notice told{};
  told.size = sizeof told;
  told.kind = static_cast<int>(notice.kind);
  told.text = notice.text.c_str();
  if (notice.token) told.token = {notice.token->space.c_str(), notice.token->id.c_str()};
  if (notice.error) told.error = &error;
  function_(user_.get(), &told);
}

}  // namespace cancel::c
