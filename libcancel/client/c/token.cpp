#include <algorithm>
#include <chrono>

#include "arguments.hpp"
#include "failure.hpp"
#include "handles.hpp"

using namespace cancel::c;

cancel_token* cancel_token_retain(cancel_token* token) {
  if (token != nullptr) token->references.fetch_add(1, std::memory_order_relaxed);
  return token;
}

void cancel_token_release(cancel_token* token) {
  if (token != nullptr && token->references.fetch_sub(1, std::memory_order_acq_rel) == 1) delete token;
}

int cancel_token_is_cancelled(const cancel_token* token) {
  return token != nullptr && token->token.is_cancelled() ? 1 : 0;
}

int cancel_token_has_reached(const cancel_token* token, int stage) {
  const bool is_stage =
      stage == CANCEL_STAGE_REQUESTED || stage == CANCEL_STAGE_FORCED || stage == CANCEL_STAGE_COMPLETED;
  return token != nullptr && is_stage && token->token.has_reached(static_cast<cancel::Stage>(stage)) ? 1 : 0;
}

int cancel_token_wait(const cancel_token* token, int stage_given, int64_t timeout_ms) {
  return guarded(nullptr, [&] {
    const cancel::CancellationToken& waited = required(token, "token").token;
    const cancel::Stage wanted = stage(stage_given);
    const cancel::Millis timeout = patience(timeout_ms, "timeout_ms");
    while (!waited.wait(wanted, timeout)) {
      if (timeout_ms != CANCEL_NONE) return CANCEL_ERROR_TIMED_OUT;
    }
    return CANCEL_OK;
  });
}

int64_t cancel_token_remaining_ms(const cancel_token* token) {
  const auto left = token == nullptr ? std::nullopt : token->token.remaining();
  return left ? std::chrono::ceil<cancel::Millis>(*left).count() : CANCEL_NONE;
}

int cancel_token_equals(const cancel_token* token, const cancel_token* other) {
  if (token == nullptr || other == nullptr) return token == other ? 1 : 0;
  return token->token == other->token ? 1 : 0;
}

int cancel_token_descriptor(const cancel_token* token, int stage_given, cancel_descriptor** descriptor,
                            cancel_error** error) {
  return guarded(error, [&] {
    cancel_descriptor*& made = place(descriptor, "descriptor");
    made = new cancel_descriptor{cancel::CancellationDescriptor(required(token, "token").token, stage(stage_given))};
  });
}

int cancel_descriptor_get(const cancel_descriptor* descriptor) {
  return descriptor == nullptr ? -1 : descriptor->descriptor.get();
}

void cancel_descriptor_free(cancel_descriptor* descriptor) {
  delete descriptor;
}
