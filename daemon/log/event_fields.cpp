#include "log/event_fields.hpp"

#include <array>

namespace cancel::daemon {
namespace {

// Adds the fields of one kind of event; what is absent is left out.
class DataFields {
 public:
  explicit DataFields(LogFields& fields) : fields_(fields) {}

  void operator()(const TokenCreated& data) { add_given("ttl_ms", data.ttl); }
  void operator()(const OperationStarted& data) {
    add_given("tool", data.tool);
    add_request_id(data.request_id);
    add_given("session", data.session);
    add_given("deadline_ms", data.deadline);
    if (data.already_running) add("already_running", true);
  }
  void operator()(const CancellationRequested& data) {
    add("cause", to_string(data.cause));
    add("mode", to_string(data.mode));
    add_given("reason", data.reason);
    add_given("requested_by", data.requested_by);
    add_given("grace_ms", data.grace);
    add_given("force_ms", data.force);
  }
  void operator()(const CancellationExecuted&) {}
  void operator()(const CancellationEscalated& data) { add("because", to_string(data.because)); }
  void operator()(const CancellationCompleted& data) {
    add("outcome", to_string(data.outcome));
    add_given("error", data.error);
    add_size_of(data.result);
    if (data.late) add("late", true);
  }
  void operator()(const CancellationExpired& data) { add("because", to_string(data.because)); }
  void operator()(const OperationFinished& data) {
    add("outcome", to_string(data.outcome));
    add_given("error", data.error);
    add_size_of(data.result);
  }
  void operator()(const TokenReleased&) {}
  void operator()(const SessionOpened& data) {
    add("session", data.session);
    add("name", data.name);
    add_given("client_version", data.version);
    if (data.pid) add("pid", *data.pid);
    add_given("host", data.host);
    add("lease_ms", data.lease.count());
  }
  void operator()(const SessionClosed& data) {
    add("session", data.session);
    add("because", to_string(data.because));
  }

  void add(std::string_view name, LogValue value) { fields_.push_back({name, value}); }
  void add_given(std::string_view name, const std::optional<std::string>& text) {
    if (text) fields_.push_back({name, *text});
  }
  void add_given(std::string_view name, const std::optional<Millis>& duration) {
    if (duration) fields_.push_back({name, duration->count()});
  }

 private:
  // What an operation has made is between its owner and those who ask for it.
  void add_size_of(const std::optional<std::string>& result) {
    if (result) add("result_bytes", std::uint64_t{result->size()});
  }
  void add_request_id(const std::optional<RequestId>& id) {
    if (!id) return;
    std::visit([this](const auto& value) { add("request_id", LogValue{value}); }, *id);
  }

  LogFields& fields_;
};

}  // namespace

std::string_view message_of(EventType type) {
  constexpr std::array<std::string_view, 11> messages = {
      "token created",          "operation started",      "cancellation requested", "cancellation executed",
      "cancellation escalated", "cancellation completed", "cancellation expired",   "operation finished",
      "token released",         "session opened",         "session closed"};
  return messages[static_cast<std::size_t>(type)];
}

LogFields fields_of(const Event& event) {
  LogFields fields = {{"position", event.position}, {"namespace", event.token.space}};
  if (!event.of_session()) fields.push_back({"token", event.token.id});
  if (event.of_operation) fields.push_back({"operation", event.token.id});
  DataFields data(fields);
  std::visit(data, event.data);
  data.add_given("command_id", event.command_id);
  data.add_given("occurred_at", event.occurred_at);
  return fields;
}

}  // namespace cancel::daemon
