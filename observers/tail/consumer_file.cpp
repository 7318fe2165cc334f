#include "tail/consumer_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace cancel::tail {

namespace {

constexpr std::size_t longest_name = 64;
constexpr std::size_t largest_file = 4'096;

[[noreturn]] void fail(const std::string& what, const std::filesystem::path& path) {
  throw std::system_error(errno, std::generic_category(), what + " " + path.string());
}

FileDescriptor opened(const std::filesystem::path& path, int flags, const std::string& what) {
  FileDescriptor descriptor(::open(path.c_str(), flags | O_CLOEXEC, 0600));
  if (!descriptor) fail(what, path);
  return descriptor;
}

// Waits for nobody. Processes that are started do not inherit it.
FileDescriptor locked(const std::filesystem::path& path, const std::string& name) {
  FileDescriptor lock = opened(path, O_RDWR | O_CREAT, "cannot open");
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno == EWOULDBLOCK) {
    throw ConsumerInUse("the consumer " + name + " is in use by another process (" + path.string() + " is locked)");
  }
  fail("cannot lock", path);
}

// Empty where there is no such file. Of one that is too large only as much as shows that.
std::optional<std::string> content_of(const std::filesystem::path& path) {
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));  // a pipe would wait for a writer
  if (!file && errno == ENOENT) return std::nullopt;
  if (!file) fail("cannot read", path);
  std::string content;
  std::array<char, 1'024> buffer{};
  while (content.size() <= largest_file) {
    const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("cannot read", path);
    if (count == 0) break;
    content.append(buffer.data(), static_cast<std::size_t>(count));
  }
  return content;
}

std::optional<ConsumerPosition> decode(const std::string& content) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(content.data(), content.size());
  if (content.size() > largest_file || document.HasParseError() || !document.IsObject()) return std::nullopt;
  const rapidjson::Value& members = document;
  const auto log_id = members.FindMember("logId");
  const auto position = members.FindMember("position");
  if (log_id == members.MemberEnd() || position == members.MemberEnd()) return std::nullopt;
  if (!log_id->value.IsString() || log_id->value.GetStringLength() == 0 || !position->value.IsUint64()) return {};
  return ConsumerPosition{{log_id->value.GetString(), log_id->value.GetStringLength()}, position->value.GetUint64()};
}

std::string encode(const ConsumerPosition& position) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> out(buffer);
  out.StartObject();
  out.Key("logId");
  out.String(position.log_id.data(), static_cast<rapidjson::SizeType>(position.log_id.size()));
  out.Key("position");
  out.Uint64(position.position);
  out.EndObject();
  return std::string(buffer.GetString(), buffer.GetSize()) + "\n";
}

void write_durably(const std::filesystem::path& path, std::string_view content) {
  const FileDescriptor file = opened(path, O_WRONLY | O_CREAT | O_TRUNC, "cannot write");
  while (!content.empty()) {
    const ssize_t count = ::write(file.get(), content.data(), content.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("cannot write", path);
    content.remove_prefix(static_cast<std::size_t>(count));
  }
  if (::fsync(file.get()) != 0) fail("cannot write", path);
}

std::filesystem::path made(const std::filesystem::path& folder) {
  std::error_code fault;
  std::filesystem::create_directories(folder, fault);
  if (fault) throw std::system_error(fault, "cannot make the folder " + folder.string());
  return folder;
}

}  // namespace

bool ConsumerFile::is_name(const std::string& name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
           c == '_';
  };
  return !name.empty() && name.size() <= longest_name && std::all_of(name.begin(), name.end(), allowed);
}

ConsumerFile::ConsumerFile(const std::filesystem::path& folder, const std::string& name)
    : folder_(made(folder)), file_(folder_ / (name + ".json")), lock_(locked(folder_ / (name + ".lock"), name)) {
  const auto content = content_of(file_);
  if (!content) return;
  position_ = decode(*content);
  if (!position_) {
    throw DamagedConsumer(file_.string() + " is damaged: it is not where a consumer is in a log; mend or remove it");
  }
}

void ConsumerFile::save(const ConsumerPosition& position) {
  if (position == position_) return;
  const std::filesystem::path fresh = file_.string() + ".new";
  write_durably(fresh, encode(position));
  if (::rename(fresh.c_str(), file_.c_str()) != 0) fail("cannot write", file_);
  const FileDescriptor folder = opened(folder_, O_RDONLY | O_DIRECTORY, "cannot open");
  if (::fsync(folder.get()) != 0) fail("cannot write", folder_);
  position_ = position;
}

}  // namespace cancel::tail
