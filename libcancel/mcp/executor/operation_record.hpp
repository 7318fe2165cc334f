#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "cancel/mcp/executor.hpp"
#include "cancel/token/cancellation_source.hpp"
#include "executor/timer.hpp"

namespace cancel::mcp {

// How an operation ended.
struct OperationEnd {
  OperationState state = OperationState::completed;
  std::optional<JsonText> result{};
  std::optional<std::string> error{};
  std::optional<McpError> mcp_error{};
  std::optional<Cancellation> cancellation{};
};

// One operation as the executor keeps it, running or ended. Ended is for ever: nothing changes afterwards. Thread-safe.
class OperationRecord {
 public:
  // `number` orders operations by their start.
  OperationRecord(std::uint64_t number, OperationStatus begun, std::shared_ptr<Work> work,
                  std::optional<Millis> time_to_live);

  std::uint64_t number() const noexcept { return number_; }
  const std::string& id() const noexcept { return id_; }
  const std::string& owner() const noexcept { return owner_; }
  const std::shared_ptr<OperationAttachment>& attachment() const noexcept { return attachment_; }
  // When it is to be forgotten, if it ends now.
  SteadyTime forget_at(Millis retention) const;
  bool is_visible_to(std::string_view owner) const;

  OperationStatus status() const;
  bool is_running() const;

  // Notes why it is to stop, and gives the work to be told so, which is for the caller to do: its callbacks run there.
  // Null: it has ended.
  std::shared_ptr<Work> ask_to_stop(const CancellationWish& wish);
  void progress(double done, std::optional<double> total, std::string_view message);
  // By the thread of its work, once.
  void end(OperationEnd how);

  // Until it has ended, the time has come, or `caller` is cancelled. True: it has ended.
  bool wait(SteadyTime until, const CancellationToken& caller) const;

 private:
  const std::uint64_t number_;
  const std::string id_;
  const std::string owner_;
  const std::shared_ptr<OperationAttachment> attachment_;
  const std::optional<Millis> time_to_live_;
  const SteadyTime wanted_until_;  // by its time to live

  mutable std::mutex lock_;
  mutable std::condition_variable changed_;
  OperationStatus status_;
  std::shared_ptr<Work> work_;  // while it runs
  std::optional<CancellationSource>
      watch_;  // hangs under the work's token: to look at that counts as its being taken up
};

bool is_for_everybody(std::string_view owner);

}  // namespace cancel::mcp
