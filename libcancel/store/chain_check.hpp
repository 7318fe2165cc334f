#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "connection.hpp"
#include "event_reader.hpp"
#include "token_reader.hpp"

namespace cancel {

// Checks that each token's events are one chain: numbered 1, 2, 3 …, each pointing back at the one before it, the last
// one named by the token's row. Feed it all events, then all rows. Needs no memory of the events: that no event stands
// outside a chain shows in their number.
class ChainCheck {
 public:
  explicit ChainCheck(Connection& connection) : earlier_(connection) {}

  // Each returns the fault that it found.
  std::optional<std::string> event(const StoredEvent& stored);
  std::optional<std::string> row(const TokenView& token);
  std::optional<std::string> end() const;

 private:
  EventReader earlier_;
  std::uint64_t events_ = 0;    // of tokens
  std::uint64_t expected_ = 0;  // by the rows
};

}  // namespace cancel
