#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace cancel {

// What the disk holds of one file, and what was written to it and is not there yet. Not thread-safe.
class FileImage {
 public:
  explicit FileImage(std::string durable = {}) : durable_(std::move(durable)) {}

  void write(std::string_view bytes, std::size_t offset) { pending_.push_back({offset, std::string(bytes), false}); }
  void truncate(std::size_t size) { pending_.push_back({size, {}, true}); }

  // All that is pending reaches the disk.
  void sync();
  // Some of what is pending reaches the disk; the rest never will.
  void lose(std::mt19937& random);

  const std::string& durable() const { return durable_; }

 private:
  struct Change {
    std::size_t offset;  // or the new size
    std::string bytes;
    bool is_truncation;
  };

  void apply(const Change& change);

  std::string durable_;
  std::vector<Change> pending_;
};

}  // namespace cancel
