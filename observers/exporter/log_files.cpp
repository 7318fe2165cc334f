#include "exporter/log_files.hpp"

#include <sys/stat.h>
#include <sys/statvfs.h>

namespace cancel::exporter {

namespace {

std::optional<std::uint64_t> size_of(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  return static_cast<std::uint64_t>(status.st_size);
}

}  // namespace

std::optional<LogFiles> look_at_log(const std::string& path) {
  const auto log = size_of(path);
  struct statvfs system {};
  if (!log || ::statvfs(path.c_str(), &system) != 0) return std::nullopt;
  return LogFiles{*log, size_of(path + "-wal").value_or(0), std::uint64_t{system.f_bavail} * system.f_frsize};
}

}  // namespace cancel::exporter
