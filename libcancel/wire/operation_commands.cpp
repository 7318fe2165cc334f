#include "cancel/wire/cursor.hpp"
#include "command_readers.hpp"

// The parameters of operation/…

namespace cancel {
namespace {

// How an owner may say that its operation ended; the other outcomes are for the daemon to say.
Outcome read_outcome(Parameters& in) {
  in.required("outcome");
  const Outcome outcome = in.word<Outcome>("outcome").value_or(Outcome::stopped);
  if (outcome == Outcome::lost || outcome == Outcome::nothing_running) {
    in.fail("outcome", "must be succeeded, failed or stopped");
  }
  return outcome;
}

}  // namespace

void read(Parameters& in, StartOperation& command) {
  command.name = in.name_or_empty();
  command.token = in.reference("token");
  command.parents = in.references("parents");
  command.tool = in.text("tool");
  command.request_id = in.request_id("requestId");
  command.session = in.session();
  command.deadline = in.duration("deadlineMs");
  command.grace = in.duration("graceMs");
  command.force = in.duration("forceMs");
  command.labels = in.labels();
  command.already_running = in.truth("alreadyRunning").value_or(false);
  command.occurred_at = in.occurred_at();
}

void read(Parameters& in, MarkExecuted& command) {
  command.name = in.name();
  command.occurred_at = in.occurred_at();
}

void read(Parameters& in, FinishOperation& command) {
  command.name = in.name();
  command.outcome = read_outcome(in);
  command.error = in.text("error");
  command.result = in.result();
  command.occurred_at = in.occurred_at();
}

void read(Parameters& in, ReadResult& command) {
  command.name = in.name();
}

void read(Parameters& in, ListOperations& command) {
  command.space = in.space_filter();
  command.under = in.reference_filter("token");
  command.session = in.session();
  command.tool = in.text("tool");
  command.limit = in.limit();
  command.after = in.cursor(decode_operation_cursor);
}

}  // namespace cancel
