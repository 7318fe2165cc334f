#pragma once

#include <cstddef>
#include <cstdint>

#include "cancel/domain/time.hpp"

namespace cancel {

// What the operator decides about times and sizes. 0 means "no limit" for every limit.
struct Policy {
  Millis default_deadline{0};          // of an operation without deadlineMs; 0: none
  Millis default_ttl{0};               // of a token without ttlMs; 0: none
  Millis grace{30'000};                // until a graceful cancellation is escalated
  Millis force{10'000};                // from then until it counts as unconfirmed
  Millis lease{30'000};                // of a session that names none
  std::uint64_t max_operations = 1'000'000;               // running, in all namespaces
  std::uint64_t max_operations_per_namespace = 1'000'000;  // running, in one
  std::uint64_t max_tokens = 10'000'000;                  // active
  std::uint64_t max_sessions = 100'000;                   // open
  std::size_t remembered_commands = 100'000;              // command ids; never fewer
};

// The sizes that a request is checked against. The contract's numbers are the defaults, and the most.
struct RequestLimits {
  std::size_t message_bytes = 1 << 20;
  std::size_t batch_items = 1'000;
  std::size_t text_bytes = 4'096;
  std::size_t labels = 32;
  std::size_t parents = 64;
};

}  // namespace cancel
