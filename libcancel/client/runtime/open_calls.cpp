#include "runtime/open_calls.hpp"

#include <utility>

namespace cancel::client {

CallDone OpenCalls::enter(CallDone done) {
  const std::lock_guard lock(lock_);
  if (ended_) return {};
  const std::uint64_t number = ++last_number_;
  open_.emplace(number, std::move(done));
  return [this, number](CallResult result) { answer(number, std::move(result)); };
}

void OpenCalls::answer(std::uint64_t number, CallResult result) {
  CallDone done;
  {
    const std::lock_guard lock(lock_);
    auto found = open_.extract(number);
    if (found.empty()) return;
    done = std::move(found.mapped());
  }
  done(std::move(result));
}

void OpenCalls::end() {
  std::unordered_map<std::uint64_t, CallDone> left;
  {
    const std::lock_guard lock(lock_);
    ended_ = true;
    left.swap(open_);
  }
  for (const auto& [number, done] : left) done(NoReply{true});
}

}  // namespace cancel::client
