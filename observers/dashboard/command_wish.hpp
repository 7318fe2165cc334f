#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cancel/domain/commands.hpp"
#include "dashboard/daemon_calls.hpp"

namespace cancel::dashboard {

// One cancellation that the page asks for. `body` is what it sent. Throws ApiFailure.
CancelToken parse_cancel(const std::string& body, const std::string& requester);

// Many of them, by a filter.
struct CancelManyWish {
  CancelMany command{};
  std::optional<std::uint64_t> expected{};  // how many fitted when somebody looked

  static CancelManyWish parse(const std::string& body, const std::string& requester);
};

// Both give the answer as JSON; throw ApiFailure. They wait for the daemon.
std::string carry_out(DaemonCalls& calls, const CancelToken& command);
// Where another number than the expected one fits, nothing is cancelled: ApiFailure (changed).
std::string carry_out(DaemonCalls& calls, const CancelManyWish& wish);

}  // namespace cancel::dashboard
