#pragma once

#include <cstdint>
#include <mutex>
#include <unordered_map>

#include "runtime/outbox.hpp"

namespace cancel::client {

// The calls that somebody waits for. Each is answered once: by the I/O thread or, when that has stopped, by end().
// Must outlive what enter() gives. Thread-safe; calls nobody with its lock held.
class OpenCalls {
 public:
  // What is to be called with the answer in place of `done`; empty after end(), and then nobody will call `done`.
  CallDone enter(CallDone done);

  // Answers those that are open: they may have happened.
  void end();

 private:
  void answer(std::uint64_t number, CallResult result);

  std::mutex lock_;
  std::unordered_map<std::uint64_t, CallDone> open_;
  std::uint64_t last_number_ = 0;
  bool ended_ = false;
};

}  // namespace cancel::client
