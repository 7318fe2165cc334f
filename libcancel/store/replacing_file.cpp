#include "replacing_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "log_file.hpp"

namespace cancel {
namespace {

constexpr std::size_t checksum_bytes = sizeof(std::int64_t);
// What one call of write() hashes at once: the hash of two texts is not that of both in one.
constexpr std::size_t chunk_bytes = 1 << 18;

class Descriptor {
 public:
  explicit Descriptor(const std::string& path) : value_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return value_; }

 private:
  int value_;
};

std::string read_all(const std::string& path) {
  const Descriptor file(path);
  struct stat status {};
  if (file.get() < 0 || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return {};
  std::string content(static_cast<std::size_t>(status.st_size), '\0');
  std::size_t done = 0;
  while (done < content.size()) {
    const ssize_t count = ::read(file.get(), content.data() + done, content.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return {};
    done += static_cast<std::size_t>(count);
  }
  return content;
}

}  // namespace

void ReplacingFile::begin() {
  abandon();
  checksum_ = StableHash();
  descriptor_ = ::open(new_path().c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor_ < 0) fail("open");
}

void ReplacingFile::fail(const std::string& doing) {
  failure_ = doing + " " + new_path() + ": " + std::strerror(errno);
  abandon();
}

void ReplacingFile::write(std::string_view bytes) {
  for (; descriptor_ >= 0 && !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), chunk_bytes))) {
    const std::string_view chunk = bytes.substr(0, chunk_bytes);
    checksum_.add(chunk);
    if (!write_all(chunk)) return fail("write");
    // Begins to bring it to the disk now: all of it at the end would hold up the log's own commits.
    ::sync_file_range(descriptor_, 0, 0, SYNC_FILE_RANGE_WRITE);
  }
}

bool ReplacingFile::write_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

void ReplacingFile::replace() {
  if (descriptor_ < 0) return;
  const std::int64_t checksum = checksum_.value();
  char bytes[checksum_bytes];
  std::memcpy(bytes, &checksum, checksum_bytes);
  if (!write_all({bytes, checksum_bytes}) || ::fdatasync(descriptor_) != 0) return fail("write");
  ::close(std::exchange(descriptor_, -1));
  if (std::rename(new_path().c_str(), path_.c_str()) == 0) return;
  fail("rename");
  ::unlink(new_path().c_str());
}

void ReplacingFile::abandon() {
  if (descriptor_ < 0) return;
  ::close(std::exchange(descriptor_, -1));
  ::unlink(new_path().c_str());
}

std::string ReplacingFile::read(const std::string& path) {
  std::string content = read_all(path);
  if (content.size() < checksum_bytes) return {};
  const std::string_view payload(content.data(), content.size() - checksum_bytes);
  StableHash hash;
  for (std::string_view left = payload; !left.empty(); left.remove_prefix(std::min(left.size(), chunk_bytes))) {
    hash.add(left.substr(0, chunk_bytes));
  }
  const std::int64_t found = hash.value();
  if (std::memcmp(&found, content.data() + payload.size(), checksum_bytes) != 0) return {};
  content.resize(payload.size());
  return content;
}

}  // namespace cancel
