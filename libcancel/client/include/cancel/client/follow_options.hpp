#pragma once

#include <optional>
#include <string>

#include "cancel/client/connection_options.hpp"
#include "cancel/client/event_filter.hpp"

namespace cancel {

// Which events to follow, from where, and how patiently.
struct FollowOptions {
  std::optional<Position> after{};  // hands out what comes after this position; empty: after the head of now
  // The log in which `after` was reached, for those who go on where they once ended: where the daemon has another one,
  // or one that ends before it, LogChanged is said and everything of that log follows. Empty: any log will do.
  std::optional<std::string> log_id{};
  EventFilter filter{};
  Millis answer_within{5'000};  // an answer that takes longer counts as none: Disconnected
  Millis longest_pause{5'000};  // between attempts to read, however many have failed; they begin at 100 ms
  Millis silence{3'000};        // without a word from the event socket: look into the log
  int queue = 10'000;           // published messages that may wait to be looked at; what is lost is read later
  std::size_t page = 1'000;     // events asked for at once
  ConnectionOptions connection{};
};

}  // namespace cancel
