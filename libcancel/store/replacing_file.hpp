#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "stable_hash.hpp"

namespace cancel {

// Writes a file that takes another one's place when it is complete and durable, under a name of its own until then. Its
// last eight bytes are a checksum of all others.
//
// Not thread-safe. A failure makes it forget what it has; the file that is in place stays.
class ReplacingFile {
 public:
  explicit ReplacingFile(std::string path) : path_(std::move(path)) {}
  ~ReplacingFile() { abandon(); }
  ReplacingFile(const ReplacingFile&) = delete;
  ReplacingFile& operator=(const ReplacingFile&) = delete;

  void begin();
  void write(std::string_view bytes);
  void replace();
  void abandon();

  // Why it had to forget, told once.
  std::optional<std::string> take_failure() { return std::exchange(failure_, std::nullopt); }

  // The content of the file at `path` without its checksum; empty where there is none, or the checksum does not fit.
  static std::string read(const std::string& path);

 private:
  std::string new_path() const { return path_ + ".new"; }
  bool write_all(std::string_view bytes);
  void fail(const std::string& doing);

  std::string path_;
  int descriptor_ = -1;
  StableHash checksum_;
  std::optional<std::string> failure_;
};

}  // namespace cancel
