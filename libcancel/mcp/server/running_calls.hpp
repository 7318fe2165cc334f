#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "cancel/domain/commands.hpp"
#include "cancel/domain/time.hpp"
#include "cancel/token/cancellation_token.hpp"

namespace cancel::mcp::detail {

// A call that runs, as others may see and cancel it.
struct RunningCall {
  TokenName operation;
  std::string owner;  // who may see it; empty: whoever knows the operation's id
  std::string tool;   // or the method
  CancellationToken token{};
  Timestamp started_at{};
  std::function<void(const CancellationWish&)> cancel{};  // does not wait
};

// All calls of a server whose handlers have not ended, of whatever session. Thread-safe.
class RunningCalls {
 public:
  using Key = std::uint64_t;
  Key add(RunningCall call);
  void remove(Key key);

  // Those of the owner, in order of their start.
  std::vector<RunningCall> of(const std::string& owner) const;
  // By the operation's id, where that owner may see it.
  std::optional<RunningCall> find(const std::string& owner, const std::string& operation) const;
  void cancel_all(const CancellationWish& wish) const;

  std::size_t count() const;
  // True: nothing runs any more.
  bool wait_until_none(Millis time);
  void wait_until_none();

 private:
  mutable std::mutex lock_;
  std::condition_variable none_;
  std::unordered_map<Key, RunningCall> calls_;
  std::unordered_map<std::string, Key> by_operation_;
  Key last_ = 0;
};

}  // namespace cancel::mcp::detail
