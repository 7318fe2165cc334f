#include <cstdlib>

#include "cancel/domain/errors.hpp"
#include "handles.hpp"

namespace {

const char* own_name(int code) {
  switch (code) {
    case CANCEL_OK:
      return "Ok";
    case CANCEL_ERROR_INVALID_ARGUMENT:
      return "InvalidArgument";
    case CANCEL_ERROR_TIMED_OUT:
      return "TimedOut";
    case CANCEL_ERROR_UNREACHABLE:
      return "Unreachable";
    case CANCEL_ERROR_UNKNOWN_OUTCOME:
      return "UnknownOutcome";
    case CANCEL_ERROR_CLOSED:
      return "Closed";
    case CANCEL_ERROR_FORKED:
      return "Forked";
    case CANCEL_ERROR_OUTBOX_FULL:
      return "OutboxFull";
    case CANCEL_ERROR_BAD_ENDPOINT:
      return "BadEndpoint";
    case CANCEL_ERROR_OUT_OF_MEMORY:
      return "OutOfMemory";
    case CANCEL_ERROR_SYSTEM:
      return "System";
    case CANCEL_ERROR_INTERNAL:
      return "Internal";
  }
  return "Unknown";
}

}  // namespace

int cancel_error_code(const cancel_error* error) {
  return error == nullptr ? CANCEL_OK : error->code;
}

const char* cancel_error_text(const cancel_error* error) {
  return error == nullptr ? "" : error->text.c_str();
}

const char* cancel_error_data(const cancel_error* error) {
  return error == nullptr ? "null" : error->data.c_str();
}

void cancel_error_free(cancel_error* error) {
  delete error;
}

const char* cancel_code_name(int code) {
  if (code >= 0) return own_name(code);
  return cancel::name_of(static_cast<cancel::ErrorCode>(code)).data();  // of a literal
}

void cancel_string_free(char* text) {
  std::free(text);
}
