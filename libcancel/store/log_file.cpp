#include "log_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <optional>
#include <system_error>

#include "cancel/store/log_unusable.hpp"

namespace cancel {
namespace {

namespace fs = std::filesystem;
using Fault = LogUnusable::Fault;

[[noreturn]] void refuse(Fault fault, const std::string& path, const std::string& what) {
  throw LogUnusable(fault, path + " " + what);
}

std::string system_message() {
  return std::generic_category().message(errno);
}

// Like the kernel's own limit.
constexpr int most_links = 40;

std::optional<struct stat> stat_of(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) return status;
  if (errno == ENOENT) return std::nullopt;
  refuse(Fault::not_accessible, path, "can not be looked at: " + system_message());
}

// A mode without any write bit is the owner's word, and binds a superuser too, whom the system would let through.
bool writable(const std::string& path, const struct stat& status) {
  return (status.st_mode & (S_IWUSR | S_IWGRP | S_IWOTH)) != 0 && ::access(path.c_str(), W_OK) == 0;
}

bool on_read_only_filesystem(const std::string& path) {
  struct statvfs filesystem {};
  return ::statvfs(path.c_str(), &filesystem) == 0 && (filesystem.f_flag & ST_RDONLY) != 0;
}

std::string folder_of(const std::string& path) {
  return fs::path(path).parent_path().string();
}

}  // namespace

std::string canonical_log_path(const std::string& path) {
  if (path.empty()) throw LogUnusable(Fault::missing, "The log's path is empty");
  std::error_code error;
  fs::path present = fs::absolute(path);
  for (int links = 0; fs::is_symlink(fs::symlink_status(present, error)) && !fs::exists(present, error); ++links) {
    if (links == most_links) refuse(Fault::not_accessible, path, "is a link that leads in a circle");
    present = present.parent_path() / fs::read_symlink(present, error);
  }
  const fs::path canonical = fs::weakly_canonical(present, error);
  if (error) refuse(Fault::not_accessible, path, "can not be looked at: " + error.message());
  return canonical.string();
}

void require_writable_folder(const std::string& path) {
  const std::string folder = folder_of(path);
  const auto status = stat_of(folder);
  if (!status || !S_ISDIR(status->st_mode))
    refuse(Fault::missing, path, "can not be made: there is no folder " + folder);
  if (on_read_only_filesystem(folder)) refuse(Fault::read_only, path, "is on a read-only filesystem");
  if (!writable(folder, *status)) refuse(Fault::read_only, path, "can not be used: its folder is not writable");
}

bool holds_log(const std::string& path) {
  const auto status = stat_of(path);
  if (status && !S_ISREG(status->st_mode)) refuse(Fault::not_a_file, path, "is not a regular file");
  if (status && !writable(path, *status)) refuse(Fault::read_only, path, "is read-only");
  if (status && status->st_size > 0) return true;
  if (stat_of(path + "-wal")) {
    refuse(Fault::damaged, path,
           std::string(status ? "is empty" : "is missing") + " although its write-ahead log " + path + "-wal is there");
  }
  return false;
}

std::uint64_t file_size(const std::string& path) {
  const auto status = stat_of(path);
  return status ? static_cast<std::uint64_t>(status->st_size) : 0;
}

void sync_folder_of(const std::string& path) {
  const int folder = ::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) refuse(Fault::not_accessible, path, "has a folder that can not be opened: " + system_message());
  const bool synced = ::fsync(folder) == 0;
  const std::string message = system_message();
  ::close(folder);
  if (!synced) refuse(Fault::not_accessible, path, "can not be made durable: " + message);
}

}  // namespace cancel
