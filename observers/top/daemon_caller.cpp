#include "top/daemon_caller.hpp"

#include <algorithm>
#include <chrono>

#include "cancel/wire/method_names.hpp"
#include "cancel/wire/request_encoder.hpp"

namespace cancel::top {

namespace {

using SteadyClock = std::chrono::steady_clock;

// How late a stop may be noticed.
constexpr Millis slice{50};

}  // namespace

DaemonCaller::DaemonCaller(Messaging& messaging, const std::string& endpoint, Millis answer_within)
    : client_(messaging, endpoint), answer_within_(answer_within) {}

CallResult DaemonCaller::call(const CommandBody& body) {
  const auto until = SteadyClock::now() + answer_within_;
  const auto next_slice = [&] {
    return std::clamp(std::chrono::ceil<Millis>(until - SteadyClock::now()), Millis{0}, slice);
  };
  const auto over = [&] { return stopped_ || SteadyClock::now() >= until; };
  const std::string params = encode_params(body);
  while (!client_.begin(method_of(body), params, next_slice())) {
    if (over()) return NoReply{false};
  }
  for (;;) {
    CallResult result = client_.finish(next_slice());
    if (!std::holds_alternative<NoReply>(result) || over()) return result;
  }
}

}  // namespace cancel::top
