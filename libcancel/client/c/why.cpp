#include "arguments.hpp"
#include "failure.hpp"
#include "handles.hpp"

using namespace cancel::c;

namespace {

const char* text_or_null(const std::optional<std::string>& text) {
  return text ? text->c_str() : nullptr;
}

}  // namespace

int cancel_token_why(const cancel_token* token, cancel_why** why, cancel_error** error) {
  return guarded(error, [&] {
    cancel_why*& told = place(why, "why");
    if (auto content = required(token, "token").token.cancellation()) told = new cancel_why{*std::move(content)};
  });
}

const char* cancel_why_reason(const cancel_why* why) {
  return why == nullptr ? nullptr : text_or_null(why->content.reason);
}

const char* cancel_why_cause(const cancel_why* why) {
  return why == nullptr ? nullptr : to_string(why->content.cause).data();  // of a literal
}

int cancel_why_mode(const cancel_why* why) {
  return why != nullptr && why->content.mode == cancel::Mode::force ? CANCEL_MODE_FORCE : CANCEL_MODE_GRACEFUL;
}

const char* cancel_why_requested_by(const cancel_why* why) {
  return why == nullptr ? nullptr : text_or_null(why->content.requested_by);
}

uint64_t cancel_why_position(const cancel_why* why) {
  return why == nullptr ? 0 : why->content.position;
}

void cancel_why_free(cancel_why* why) {
  delete why;
}
