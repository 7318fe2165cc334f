#pragma once

#include <chrono>
#include <vector>

#include <zmq.hpp>

#include "cancel/domain/time.hpp"

namespace cancel::client {

using WaitClock = std::chrono::steady_clock;
using WaitPoint = WaitClock::time_point;

// When `timeout` from now is over; for one that lasts for ages: far away, without overflow.
WaitPoint wait_point_after(Millis timeout);

// Waits until a socket is ready for what its item asks for, or `until` has come. A signal may end the wait early.
void wait_for(std::vector<zmq::pollitem_t> items, WaitPoint until);

}  // namespace cancel::client
