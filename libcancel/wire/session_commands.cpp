#include "command_readers.hpp"

// The parameters of session/…, events/read, stats/read, server/info and log/prune.

namespace cancel {

void read(Parameters& in, OpenSession& command) {
  command.space = in.space();
  command.name = in.required_text("name", 1);
  command.version = in.text("version");
  command.pid = in.count("pid");
  command.host = in.text("host");
  command.lease = in.duration("leaseMs", 1);
}

void read(Parameters& in, RenewSession& command) {
  command.session = in.required_session();
}

void read(Parameters& in, CloseSession& command) {
  command.session = in.required_session();
}

void read(Parameters& in, ReadEvents& command) {
  command.after = in.required_position("after");
  command.limit = in.limit();
  command.space = in.space_filter();
  command.token = in.reference_filter("token");
  command.types = in.event_types();
}

void read(Parameters&, ReadStatistics&) {}

void read(Parameters&, ReadInfo&) {}

void read(Parameters& in, PruneLog& command) {
  command.before = in.required_position_or_time("before");
}

}  // namespace cancel
