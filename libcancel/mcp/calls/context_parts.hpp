#pragma once

#include <atomic>
#include <limits>
#include <mutex>

#include "calls/clean_ups.hpp"

namespace cancel::mcp {

// What of a context changes while its handler runs.
struct RequestContext::Parts {
  std::mutex progress_lock;  // held while progress is sent: it leaves in order
  double last_progress = -std::numeric_limits<double>::infinity();
  std::atomic<bool> is_past_point_of_no_return{false};
  CleanUps clean_ups;
};

}  // namespace cancel::mcp
