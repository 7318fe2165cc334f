#include "client_options.hpp"

#include <chrono>
#include <stdexcept>
#include <string>

#include "arguments.hpp"

namespace cancel::c {

namespace {

constexpr Millis longest_interval = std::chrono::hours{24};

// Between two attempts: 0 would be a busy loop.
Millis interval(std::int64_t given, const char* what) {
  if (given < 1 || given > longest_interval.count()) {
    throw std::invalid_argument(std::string(what) + " must be from 1 ms to a day");
  }
  return Millis{given};
}

std::optional<Millis> lease(std::int64_t given) {
  if (given == 0) throw std::invalid_argument("lease_ms must be at least 1");
  return length(given, "lease_ms");
}

}  // namespace

cancel_client_options known_client_options(const cancel_client_options* given) {
  return known_options(given, cancel_client_options_init, "options");
}

ClientOptions client_options(const cancel_client_options& known) {
  ClientOptions options;
  options.command_endpoint = text(known.command_endpoint, "command_endpoint");
  options.event_endpoint = text(known.event_endpoint, "event_endpoint");
  options.name = text_or(known.name, "name", {});
  options.version = text(known.version, "version");
  options.space = text_or(known.space, "space", options.space);
  options.lease = lease(known.lease_ms);
  options.require_daemon = known.require_daemon != 0;
  options.timeout = patience(known.timeout_ms, "timeout_ms");
  options.resend_after = interval(known.resend_after_ms, "resend_after_ms");
  options.close_within = patience(known.close_within_ms, "close_within_ms");
  options.outbox.limit = known.outbox_limit;
  options.outbox.refuse_when_full = known.outbox_refuse_when_full != 0;
  options.connection.reconnect = interval(known.reconnect_ms, "reconnect_ms");
  options.connection.longest_reconnect = interval(known.longest_reconnect_ms, "longest_reconnect_ms");
  return options;
}

}  // namespace cancel::c

void cancel_client_options_init(cancel_client_options* options, size_t size) {
  const cancel::ClientOptions defaults;
  cancel_client_options told{};
  told.lease_ms = CANCEL_NONE;
  told.timeout_ms = defaults.timeout.count();
  told.resend_after_ms = defaults.resend_after.count();
  told.close_within_ms = defaults.close_within.count();
  told.outbox_limit = defaults.outbox.limit;
  told.reconnect_ms = defaults.connection.reconnect.count();
  told.longest_reconnect_ms = defaults.connection.longest_reconnect.count();
  cancel::c::set_options(options, size, told);
}
