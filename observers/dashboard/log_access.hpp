#pragma once

#include <memory>
#include <string>

#include "cancel/store/log_reader.hpp"
#include "live/standing.hpp"

namespace cancel::dashboard {

// The daemon's log, as a file on this machine: opened when it is first needed, and anew when the daemon has another.
//
// Not thread-safe.
class LogAccess {
 public:
  // The log that `standing` is of. Throws ApiFailure (no_log) where it can not be read here.
  LogReader& reader(const live::Standing& standing);
  // Lets go of the file: after a fault it is opened anew.
  void close() { reader_.reset(); }

 private:
  std::unique_ptr<LogReader> reader_;
  std::string path_;
  std::string log_id_;
};

}  // namespace cancel::dashboard
