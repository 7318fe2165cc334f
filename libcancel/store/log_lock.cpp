#include "log_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "cancel/store/log_unusable.hpp"

namespace cancel {
namespace {

[[noreturn]] void refuse(const std::string& lock_path) {
  const auto fault = errno == ENOSPC  ? LogUnusable::Fault::no_space
                     : errno == EROFS ? LogUnusable::Fault::read_only
                                      : LogUnusable::Fault::not_accessible;
  throw LogUnusable(fault, lock_path + " can not be locked: " + std::generic_category().message(errno));
}

int open_lock_file(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (descriptor < 0) refuse(path);
  return descriptor;
}

// The owner's process id as it stands in the file; digits only, whatever else is in there.
std::string owner_in(int descriptor) {
  std::array<char, 16> text{};
  const ssize_t size = ::pread(descriptor, text.data(), text.size(), 0);
  std::string digits;
  for (ssize_t index = 0; index < size && text[static_cast<std::size_t>(index)] >= '0'; ++index) {
    if (text[static_cast<std::size_t>(index)] > '9') break;
    digits += text[static_cast<std::size_t>(index)];
  }
  return digits;
}

// Whether the file behind `descriptor` still has this name: its last owner takes it away when it lets go.
bool still_named(int descriptor, const std::string& path) {
  struct stat opened {};
  struct stat named {};
  return ::fstat(descriptor, &opened) == 0 && ::stat(path.c_str(), &named) == 0 && opened.st_dev == named.st_dev &&
         opened.st_ino == named.st_ino;
}

}  // namespace

LogLock::LogLock(const std::string& path) : log_path_(path), lock_path_(path + ".lock") {
  while (!try_to_lock()) {
  }
  write_owner();
}

LogLock::~LogLock() {
  ::unlink(lock_path_.c_str());
  ::close(descriptor_);
}

bool LogLock::try_to_lock() {
  descriptor_ = open_lock_file(lock_path_);
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    const int error = errno;
    const std::string owner = owner_in(descriptor_);
    ::close(descriptor_);
    errno = error;
    if (error != EWOULDBLOCK) refuse(lock_path_);
    throw LogInUse(log_path_ + " is in use by " + (owner.empty() ? "another process" : "process " + owner));
  }
  if (still_named(descriptor_, lock_path_)) return true;
  ::close(descriptor_);
  return false;
}

// A disk without room leaves the file empty; the lock holds all the same.
void LogLock::write_owner() const {
  const std::string owner = std::to_string(::getpid()) + "\n";
  if (::ftruncate(descriptor_, 0) != 0) return;
  [[maybe_unused]] const ssize_t written = ::pwrite(descriptor_, owner.data(), owner.size(), 0);
}

}  // namespace cancel
