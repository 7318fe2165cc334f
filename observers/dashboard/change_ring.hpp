#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "cancel/domain/events.hpp"

namespace cancel::dashboard {

// The event as the daemon wrote it, with "tool".
std::string with_tool(std::string_view event_json, const std::optional<std::string>& tool);

// What a page gets at once: all changes behind one position, up to another. A value.
struct ChangeBatch {
  Position to = 0;
  std::size_t count = 0;
  std::string events{};  // JSON, separated by commas
};

inline constexpr std::size_t most_batch_events = 500;
inline constexpr std::size_t most_batch_bytes = 256 * 1024;  // but one event at least

// Adds an event to a batch. False, and nothing happens, when it is full.
bool add_to(ChangeBatch& batch, Position position, std::string_view json);

// The last changes of a log, already as JSON.
//
//     floor() ── every change in between is here ──► seen()
//
// Not thread-safe.
class ChangeRing {
 public:
  explicit ChangeRing(std::size_t most = 10'000, std::size_t most_bytes = 16 * 1024 * 1024)
      : most_(most), most_bytes_(most_bytes) {}

  // Forgets everything: what follows is of this log, from any position.
  void start_over(const std::string& log_id);
  // Everything up to here was looked at; before the first event: what follows stands behind it.
  void see(Position position);
  // The next event is a change. To be followed by see() of its position.
  void add(Position position, std::string json);

  const std::string& log_id() const { return log_id_; }
  // Nothing before the first see().
  bool begun() const { return floor_.has_value(); }
  Position floor() const { return floor_.value_or(0); }
  Position seen() const { return seen_; }

  // What follows `position`, which lies from floor() to seen().
  ChangeBatch after(Position position) const;

 private:
  struct Change {
    Position position;
    std::string json;
  };

  std::size_t most_;
  std::size_t most_bytes_;
  std::size_t bytes_ = 0;
  std::string log_id_;
  std::deque<Change> changes_;
  std::optional<Position> floor_;
  Position seen_ = 0;
};

}  // namespace cancel::dashboard
