#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace cancel::exporter {

// What the log takes of the disk, in bytes. A value.
struct LogFiles {
  std::uint64_t log = 0;
  std::uint64_t wal = 0;   // what is not yet in the log's main file; 0 where there is no such file
  std::uint64_t free = 0;  // for the daemon, on the log's file system
};

// Looks at the log at `path`. Empty where it can not be seen from here. Opens nothing; costs three system calls.
std::optional<LogFiles> look_at_log(const std::string& path);

}  // namespace cancel::exporter
