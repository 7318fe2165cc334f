#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "cancel/domain/policy.hpp"

namespace cancel {

struct ServiceOptions {
  Policy policy;
  Millis heartbeat{1'000};          // between two heartbeats; at least 1
  Millis keep_ended{600'000};       // how long an ended token stays in memory before it is answered from the log
  std::size_t most_ended = 100'000;  // how many at most: the oldest leave earlier
  Millis cleanup_interval{60'000};  // between two clean-ups of memory and log; at least 1. Never decides what expires.
  Millis retention{0};              // how long the log keeps what no live token needs; 0: for ever
  bool cleanup_on_start = true;     // a clean-up before the first command
  std::size_t turn_commands = 1'024;  // the most commands that share one append
  std::uint64_t snapshot_events = 200'000;  // a snapshot is made when the log has grown by so many; 0: never

  // What server/info tells.
  std::string version;
  std::string log;
  std::string command_endpoint;
  std::string event_endpoint;
};

}  // namespace cancel
