#pragma once

#include <functional>
#include <string>

#include "cancel/client/messaging.hpp"
#include "dashboard/change_ring.hpp"
#include "dashboard/daemon_calls.hpp"
#include "dashboard/log_access.hpp"

namespace cancel::dashboard {

// Reads changes that are not kept in memory any more: from the log's file where it is on this machine, else from the
// daemon.
//
// Not thread-safe. `calls` and `log` must outlive it.
class OlderChanges {
 public:
  struct Result {
    bool gone = false;  // the log begins later
    ChangeBatch batch{};
  };

  OlderChanges(DaemonCalls& calls, LogAccess& log) : calls_(calls), log_(log) {}

  // The changes behind `after`; how far it looked stands in the batch. Throws ApiFailure where neither can be read.
  Result read(const live::Standing& standing, Position after);

 private:
  Result read_file(LogReader& reader, Position after);
  Result ask_daemon(const live::Standing& standing, Position after);

  DaemonCalls& calls_;
  LogAccess& log_;
};

}  // namespace cancel::dashboard
