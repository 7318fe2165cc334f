#pragma once

#include <functional>
#include <string>
#include <vector>

#include "dashboard/cancellation_shape.hpp"
#include "dashboard/daemon_calls.hpp"
#include "dashboard/log_access.hpp"
#include "live/standing.hpp"

namespace cancel::dashboard {

// What the page wants to know of one token: what the daemon says of it, and all that the log has.
//
// Not thread-safe. `calls` and `log` must outlive it.
class TokenAnswers {
 public:
  TokenAnswers(DaemonCalls& calls, LogAccess& log) : calls_(calls), log_(log) {}

  // {"status":…,"events":[…],"cancellation":…,"eventsTruncated":…}. Throws ApiFailure.
  std::string answer(const live::Standing& standing, const TokenName& name);

 private:
  struct Events {
    std::vector<Event> all{};
    bool truncated = false;
  };
  Events read_events(const live::Standing& standing, const TokenView& token);
  Events ask_for_events(const live::Standing& standing, const TokenView& token);

  DaemonCalls& calls_;
  LogAccess& log_;
};

// The tool of the operation whose events these are, where they say one. Pure.
std::optional<std::string> tool_in(const std::vector<Event>& events);

// The cancellation of the token whose events these are, all of them, and which is in that state now. Pure.
std::optional<CancellationShape> fold(const std::vector<Event>& events, const TokenView& token,
                                      const std::optional<InfoReply>& daemon);

}  // namespace cancel::dashboard
