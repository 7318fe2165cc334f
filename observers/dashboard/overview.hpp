#pragma once

#include <cstddef>
#include <string>

#include "live/live_state.hpp"
#include "live/standing.hpp"

namespace cancel::dashboard {

// The numbers that the page shows all the time, as JSON without "serverTime", so that two of them can be compared.
// Pure. Cost: a look at the open cancellations and at all namespaces.
std::string overview_json(const live::LiveState& state, const live::Standing& standing, std::size_t pages,
                          Timestamp now);

// The same with "serverTime".
std::string with_server_time(const std::string& overview, Timestamp now);

// {"position":…,"stepMs":…,"from":…,"time":[…],"started":[…],…}: what happened in the last minutes, step by step.
// `since`: when the program began to look.
std::string series_json(const live::LiveState& state, Position position, std::size_t minutes, Timestamp since,
                        Timestamp now);

}  // namespace cancel::dashboard
