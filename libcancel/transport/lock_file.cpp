#include "lock_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <optional>
#include <system_error>

#include "cancel/transport/endpoint.hpp"

namespace cancel::transport {
namespace {

std::optional<pid_t> read_holder(int file) {
  std::array<char, 32> text{};
  const ssize_t size = ::pread(file, text.data(), text.size(), 0);
  pid_t holder = 0;
  if (size <= 0 || std::from_chars(text.data(), text.data() + size, holder).ec != std::errc{}) return std::nullopt;
  return holder;
}

// A holder that could not write its id still has the lock: only the message of those who come later is poorer.
void write_holder(int file) {
  const std::string text = std::to_string(::getpid()) + "\n";
  if (::ftruncate(file, 0) != 0) return;
  [[maybe_unused]] const ssize_t written = ::pwrite(file, text.data(), text.size(), 0);
}

[[noreturn]] void refuse(const std::string& endpoint, const std::string& path, int file) {
  const std::optional<pid_t> holder = read_holder(file);
  const std::string who = holder ? "process " + std::to_string(*holder) : "another process";
  throw EndpointInUse(endpoint, who + " is using it (it has locked '" + path + "')");
}

}  // namespace

FileDescriptor take_lock(const std::string& endpoint, const std::string& path) {
  FileDescriptor lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!lock) {
    throw EndpointError(endpoint, "'" + path + "' can't be opened: " + std::generic_category().message(errno));
  }
  while (::flock(lock.number(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno == EWOULDBLOCK) refuse(endpoint, path, lock.number());
    throw EndpointError(endpoint, "'" + path + "' can't be locked: " + std::generic_category().message(errno));
  }
  write_holder(lock.number());
  return lock;
}

void give_back(FileDescriptor lock) {
  [[maybe_unused]] const int result = lock ? ::ftruncate(lock.number(), 0) : 0;
}

}  // namespace cancel::transport
