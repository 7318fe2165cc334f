#pragma once

#include <cstddef>
#include <cstdint>

namespace cancel {

// How much waits for a daemon that is away.
//
// When the outbox is full, room is made in this order: the oldest report that a cancellation was taken up; then the
// oldest operation that was never told of and has ended uncancelled, as a whole; then a new operation runs without
// being recorded. A cancellation, a shared token, and the end of an operation that the daemon knows of are never
// dropped: they may go beyond the limit. Commands that somebody waits for are refused when there is no room.
//
// Results of operations are counted by their bytes, beside that: one that does not fit is left out of what is told of
// its operation's end (Notice::Kind::not_recorded).
struct OutboxOptions {
  std::size_t limit = 100'000;                     // entries; up to 700 bytes each, and their results
  std::size_t result_bytes = 64u * 1024u * 1024u;  // of all results that wait
  bool refuse_when_full = false;  // start() throws OutboxFull instead of letting an operation run unrecorded
};

// What became of what was to be told to the daemon, since the client was made.
struct OutboxStatistics {
  std::size_t waiting = 0;               // entries that the daemon has not confirmed yet, now
  std::uint64_t delivered = 0;           // entries that the daemon has answered
  std::uint64_t refused = 0;             // of these, with an error
  std::uint64_t dropped_details = 0;     // reports that a cancellation was taken up
  std::uint64_t dropped_operations = 0;  // operations that are not in the log
  std::uint64_t dropped_results = 0;     // results that there was no room for
  bool operator==(const OutboxStatistics&) const = default;
};

}  // namespace cancel
