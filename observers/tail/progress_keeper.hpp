#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "tail/consumer_file.hpp"

namespace cancel::tail {

// Notes in a consumer's file how far it has come: at once where each step counts, else at most once a second. Not
// thread-safe. `file` must outlive it.
class ProgressKeeper {
 public:
  explicit ProgressKeeper(ConsumerFile& file) : file_(file), current_(file.position()) {}

  // Everything up to `position` of that log is dealt with.
  void reached(const std::string& log_id, Position position);

  // Whether the last save() was long enough ago.
  bool is_due() const;
  // Throws std::system_error.
  void save();

 private:
  using Clock = std::chrono::steady_clock;

  ConsumerFile& file_;
  std::optional<ConsumerPosition> current_;
  Clock::time_point due_{};
};

}  // namespace cancel::tail
