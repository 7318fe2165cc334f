#include "exporter/counts_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "exporter/counts_codec.hpp"
#include "program/failure.hpp"

namespace cancel::exporter {

namespace {

using program::ExitCode;
using program::Failure;

constexpr std::size_t longest_name = 64;

void check_name(const std::string& name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
           c == '_';
  };
  const bool good = !name.empty() && name.size() <= longest_name && name.front() != '.' &&
                    std::all_of(name.begin(), name.end(), fits);
  if (good) return;
  throw Failure(ExitCode::usage,
                "--consumer: \"" + name + "\" is no name: 1 to 64 letters, digits and .-_, not beginning with a dot");
}

std::string folder() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return value ? std::string(value) : std::string();
  };
  if (const std::string state = variable("XDG_STATE_HOME"); !state.empty()) return state + "/canceld/exporter";
  const std::string home = variable("HOME");
  if (home.empty()) throw Failure(ExitCode::usage, "--consumer needs XDG_STATE_HOME or HOME to be set");
  return home + "/.local/state/canceld/exporter";
}

std::string refusal(const std::string& path) {
  return path + ": " + std::strerror(errno);
}

// A file that is closed by itself.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return number_; }

 private:
  int number_;
};

void write_whole(const std::string& path, const std::string& text) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (file.get() < 0) throw std::runtime_error(refusal(path));
  for (std::size_t written = 0; written < text.size();) {
    const ssize_t more = ::write(file.get(), text.data() + written, text.size() - written);
    if (more < 0 && errno == EINTR) continue;
    if (more < 0) throw std::runtime_error(refusal(path));
    written += static_cast<std::size_t>(more);
  }
  if (::fsync(file.get()) != 0) throw std::runtime_error(refusal(path));
}

}  // namespace

CountsFile::CountsFile(const std::string& name) {
  check_name(name);
  const std::string place = folder();
  std::error_code error;
  std::filesystem::create_directories(place, error);
  if (error) throw Failure(ExitCode::refused, place + ": " + error.message());
  path_ = place + "/" + name + ".json";
  const std::string lock = place + "/" + name + ".lock";
  lock_ = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_ < 0) throw Failure(ExitCode::refused, refusal(lock));
  if (::flock(lock_, LOCK_EX | LOCK_NB) == 0) return;
  const std::string why =
      errno == EWOULDBLOCK ? "another cancel-exporter counts under the name " + name : refusal(lock);
  ::close(lock_);
  throw Failure(ExitCode::refused, why);
}

CountsFile::~CountsFile() {
  ::close(lock_);
}

std::optional<EventCounter::Kept> CountsFile::read() const {
  // Looked at before it is opened, which would wait for ever where it is a pipe.
  std::error_code error;
  const auto status = std::filesystem::status(path_, error);
  if (status.type() == std::filesystem::file_type::not_found) return std::nullopt;
  if (error) throw Failure(ExitCode::refused, path_ + ": " + error.message());
  if (!std::filesystem::is_regular_file(status)) throw Failure(ExitCode::refused, path_ + " is no file");
  std::ifstream file(path_, std::ios::binary);
  if (!file) throw Failure(ExitCode::refused, refusal(path_));
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  auto kept = decode(text);
  if (!kept) throw Failure(ExitCode::usage, path_ + " is damaged: remove it to begin to count anew");
  return kept;
}

void CountsFile::write(const EventCounter::Kept& kept) const {
  const std::string next = path_ + ".next";
  write_whole(next, encode(kept));
  if (::rename(next.c_str(), path_.c_str()) != 0) throw std::runtime_error(refusal(path_));
}

}  // namespace cancel::exporter
