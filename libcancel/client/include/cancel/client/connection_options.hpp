#pragma once

#include <stdexcept>

#include "cancel/domain/time.hpp"

namespace cancel {

// How the connections to a daemon are kept. The defaults suit a daemon on the same machine.
struct ConnectionOptions {
  Millis reconnect{50};             // before the first attempt to connect again
  Millis longest_reconnect{1'000};  // between attempts, however many have failed
  Millis heartbeat{2'000};          // between two signs of life on a quiet connection
  Millis silence{6'000};            // without one: the connection counts as dead and is made anew
};

// An endpoint that can not be used at all: its form is wrong, or its transport is unknown.
class BadEndpoint : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace cancel
