#pragma once

#include <cstdint>
#include <map>

#include "cancel/domain/errors.hpp"

namespace cancel {

// Counts the answers that were errors, by code, since it was made. Not thread-safe. There are no more codes than
// ErrorCode has, so neither its memory nor its cost grows.
class Rejections {
 public:
  void add(ErrorCode code) { ++by_code_[static_cast<std::int64_t>(code)]; }

  const std::map<std::int64_t, std::uint64_t>& by_code() const { return by_code_; }

 private:
  std::map<std::int64_t, std::uint64_t> by_code_;
};

}  // namespace cancel
