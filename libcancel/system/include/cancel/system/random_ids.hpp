#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>

#include "cancel/ports/id_source.hpp"

namespace cancel {

// Random ids (UUID version 4, lower case, 36 bytes, 122 random bits) from the kernel's generator. Thread-safe: nothing
// is kept between two ids, so a forked process makes others. Cost: one system call.
class RandomIds final : public IdSource {
 public:
  // Has the signature of getrandom(2), and is it unless a test says otherwise.
  using RandomSource = ssize_t (*)(void* buffer, std::size_t size, unsigned flags);

  RandomIds();
  explicit RandomIds(RandomSource source) : source_(source) {}

  // Throws std::system_error when the kernel gives no random bytes. Blocks only on a machine that has just started and
  // has not gathered any randomness yet.
  std::string next() override;

 private:
  RandomSource source_;
};

}  // namespace cancel
