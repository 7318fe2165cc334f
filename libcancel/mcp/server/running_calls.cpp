#include "server/running_calls.hpp"

#include <algorithm>
#include <utility>

namespace cancel::mcp::detail {

RunningCalls::Key RunningCalls::add(RunningCall call) {
  const std::lock_guard hold(lock_);
  const Key key = ++last_;
  by_operation_[call.operation.id] = key;
  calls_.emplace(key, std::move(call));
  return key;
}

void RunningCalls::remove(Key key) {
  RunningCall removed;  // its parts are destroyed without the lock
  const std::lock_guard hold(lock_);
  const auto found = calls_.find(key);
  if (found == calls_.end()) return;
  removed = std::move(found->second);
  calls_.erase(found);
  const auto named = by_operation_.find(removed.operation.id);
  if (named != by_operation_.end() && named->second == key) by_operation_.erase(named);
  if (calls_.empty()) none_.notify_all();
}

std::vector<RunningCall> RunningCalls::of(const std::string& owner) const {
  std::vector<std::pair<Key, RunningCall>> found;
  {
    const std::lock_guard hold(lock_);
    for (const auto& [key, call] : calls_) {
      if (call.owner == owner) found.emplace_back(key, call);
    }
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<RunningCall> calls;
  for (auto& [key, call] : found) calls.push_back(std::move(call));
  return calls;
}

std::optional<RunningCall> RunningCalls::find(const std::string& owner, const std::string& operation) const {
  const std::lock_guard hold(lock_);
  const auto named = by_operation_.find(operation);
  if (named == by_operation_.end()) return std::nullopt;
  const RunningCall& call = calls_.at(named->second);
  if (call.owner != owner) return std::nullopt;
  return call;
}

void RunningCalls::cancel_all(const CancellationWish& wish) const {
  std::vector<std::function<void(const CancellationWish&)>> cancels;
  {
    const std::lock_guard hold(lock_);
    for (const auto& [key, call] : calls_) cancels.push_back(call.cancel);
  }
  for (const auto& cancel : cancels) cancel(wish);
}

std::size_t RunningCalls::count() const {
  const std::lock_guard hold(lock_);
  return calls_.size();
}

bool RunningCalls::wait_until_none(Millis time) {
  std::unique_lock hold(lock_);
  return none_.wait_for(hold, time, [this] { return calls_.empty(); });
}

void RunningCalls::wait_until_none() {
  std::unique_lock hold(lock_);
  none_.wait(hold, [this] { return calls_.empty(); });
}

}  // namespace cancel::mcp::detail
