#include "cancel/token/cancellation_source.hpp"

#include <span>

#include "arguments.hpp"
#include "failure.hpp"
#include "handles.hpp"

using namespace cancel::c;

struct cancel_source {
  explicit cancel_source(std::span<const cancel::CancellationToken> parents)
      : source(parents), token(new_handle(source.token())) {}

  cancel::CancellationSource source;
  TokenHandle token;
};

int cancel_source_new(const cancel_token* const* parents, size_t count, cancel_source** source, cancel_error** error) {
  return guarded(error, [&] {
    cancel_source*& made = place(source, "source");
    made = new cancel_source(tokens(parents, count, "a parent"));
  });
}

void cancel_source_free(cancel_source* source) {
  delete source;
}

cancel_token* cancel_source_token(const cancel_source* source) {
  return source == nullptr ? nullptr : cancel_token_retain(source->token.get());
}

int cancel_source_cancel(cancel_source* source, const cancel_wish* wish, int* first, cancel_error** error) {
  return guarded(error, [&] {
    const bool is_first = required(source, "source").source.cancel(cancellation(wish));
    if (first != nullptr) *first = is_first ? 1 : 0;
  });
}

int cancel_source_complete(cancel_source* source, int* first, cancel_error** error) {
  return guarded(error, [&] {
    const bool is_first = required(source, "source").source.complete();
    if (first != nullptr) *first = is_first ? 1 : 0;
  });
}

int cancel_source_cancel_after(cancel_source* source, int64_t time_ms, cancel_error** error) {
  return guarded(error, [&] { required(source, "source").source.cancel_after(required_length(time_ms, "time_ms")); });
}
