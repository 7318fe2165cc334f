#include "dashboard/secrets.hpp"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "program/failure.hpp"

namespace cancel::dashboard {

namespace {

constexpr std::size_t shortest_token = 16;
constexpr std::size_t longest_token = 1'024;

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
  throw program::Failure(program::ExitCode::usage, "--token-file: " + path + " " + why);
}

class File {
 public:
  explicit File(const std::string& path) : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

}  // namespace

std::string random_secret() {
  std::array<unsigned char, 32> bytes{};
  std::size_t have = 0;
  while (have < bytes.size()) {
    const ssize_t got = ::getrandom(bytes.data() + have, bytes.size() - have, 0);
    if (got < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "getrandom");
    if (got > 0) have += static_cast<std::size_t>(got);
  }
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : bytes) {
    text.push_back(digits[byte >> 4]);
    text.push_back(digits[byte & 15]);
  }
  return text;
}

bool equal_secrets(std::string_view left, std::string_view right) {
  const std::size_t common = std::min(left.size(), right.size());
  volatile unsigned char difference = left.size() == right.size() ? 0 : 1;
  for (std::size_t at = 0; at < common; ++at) {
    difference = static_cast<unsigned char>(difference | (left[at] ^ right[at]));
  }
  return difference == 0;
}

std::string read_token_file(const std::string& path) {
  const File file(path);
  if (file.get() < 0) refuse(path, std::string("can not be read: ") + std::strerror(errno));
  struct stat status {};
  if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) refuse(path, "is no file");
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) refuse(path, "can be read by others: chmod 600 it");
  std::string text(longest_token + 3, '\0');
  const ssize_t got = ::read(file.get(), text.data(), text.size());
  if (got < 0) refuse(path, std::string("can not be read: ") + std::strerror(errno));
  text.resize(static_cast<std::size_t>(got));
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  if (text.size() < shortest_token) refuse(path, "holds less than 16 characters: that can be guessed");
  if (text.size() > longest_token) refuse(path, "holds more than 1024 characters");
  return text;
}

}  // namespace cancel::dashboard
