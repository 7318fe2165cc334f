#include "runtime/waiting_call.hpp"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

namespace cancel::client {

namespace {

// Where the I/O thread leaves the answer.
class Desk {
 public:
  void put(CallResult result) {
    const std::lock_guard lock(lock_);
    result_ = std::move(result);
    changed_.notify_one();
  }

  CallResult take() {
    std::unique_lock lock(lock_);
    changed_.wait(lock, [this] { return result_.has_value(); });
    return *std::move(result_);
  }

 private:
  std::mutex lock_;
  std::condition_variable changed_;
  std::optional<CallResult> result_;
};

}  // namespace

// The I/O thread answers every call, at the latest when its time is over or the client is closed.
CallResult call_and_wait(Core& core, CommandBody command, const CallOptions& options) {
  return wait_for_answer([&](CallDone done) { core.call(std::move(command), options, std::move(done)); });
}

CallResult wait_for_answer(const std::function<void(CallDone)>& begin) {
  const auto desk = std::make_shared<Desk>();
  begin([desk](CallResult result) { desk->put(std::move(result)); });
  return desk->take();
}

}  // namespace cancel::client
