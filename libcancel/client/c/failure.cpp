#include "failure.hpp"

#include <new>
#include <system_error>
#include <utility>

#include "cancel/client/client_options.hpp"
#include "cancel/client/connection_options.hpp"
#include "handles.hpp"

namespace cancel::c {

namespace {

// The exception that is being handled. Its text is copied, which may fail for want of memory.
cancel_error described() {
  try {
    throw;
  } catch (const Failure& failure) {
    return {failure.code(), failure.what(), failure.data()};
  } catch (const CommandRefused& refused) {
    return {static_cast<int>(refused.error().code), refused.error().message, refused.error().data};
  } catch (const DaemonUnavailable& missing) {
    return {CANCEL_ERROR_UNKNOWN_OUTCOME, missing.what()};
  } catch (const ForkedProcess& forked) {
    return {CANCEL_ERROR_FORKED, "this client was made before fork(): open another one in the child process"};
  } catch (const OutboxFull& full) {
    return {CANCEL_ERROR_OUTBOX_FULL, full.what()};
  } catch (const BadEndpoint& bad) {
    return {CANCEL_ERROR_BAD_ENDPOINT, bad.what()};
  } catch (const std::invalid_argument& invalid) {
    return {CANCEL_ERROR_INVALID_ARGUMENT, invalid.what()};
  } catch (const std::system_error& failed) {
    return {CANCEL_ERROR_SYSTEM, failed.what()};
  } catch (const std::bad_alloc&) {
    return {CANCEL_ERROR_OUT_OF_MEMORY, "out of memory"};
  } catch (const std::exception& exception) {
    return {CANCEL_ERROR_INTERNAL, exception.what()};
  } catch (...) {
    return {CANCEL_ERROR_INTERNAL, "an exception of an unknown type"};
  }
}

}  // namespace

Failure failure_of(const RpcError& error) {
  return Failure(static_cast<int>(error.code), error.message, error.data);
}

Failure failure_of(const NoReply& missing) {
  if (missing.sent) return Failure(CANCEL_ERROR_UNKNOWN_OUTCOME, "no answer from the daemon: it may have happened");
  return Failure(CANCEL_ERROR_UNREACHABLE, "the daemon can not be reached");
}

int report_exception(cancel_error** error) noexcept {
  try {
    cancel_error described_error = described();
    const int code = described_error.code;
    if (error != nullptr) *error = new (std::nothrow) cancel_error(std::move(described_error));
    return code;
  } catch (...) {
    return CANCEL_ERROR_OUT_OF_MEMORY;
  }
}

}  // namespace cancel::c
