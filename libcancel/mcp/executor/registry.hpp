#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "calls/worker_pool.hpp"
#include "cancel/mcp/canceller.hpp"
#include "cancel/mcp/executor.hpp"
#include "executor/operation_record.hpp"
#include "executor/timer.hpp"

namespace cancel::mcp {

// The operations of an executor, and the threads behind them. Thread-safe. Locks are taken in the order registry,
// record.
class Executor::Registry {
 public:
  Registry(Client* client, ExecutorOptions options);
  ~Registry();

  OperationStatus execute(Task work, ExecuteOptions options);
  std::optional<OperationStatus> wait(const std::string& id, const std::string& owner, SteadyTime until,
                                      const CancellationToken& caller);
  std::vector<OperationStatus> list(const std::string& owner, std::optional<OperationState> state) const;
  bool cancel(const std::string& id, const std::string& owner, const CancellationWish& wish);
  void on_change(std::function<void(const OperationStatus&)> listener);
  bool stop(Millis time, const std::string& reason, Mode mode);
  const ExecutorOptions& options() const noexcept { return options_; }

 private:
  using Record = std::shared_ptr<OperationRecord>;
  struct Launch;
  struct Ended {
    Record record;
    Timer::Alarm forgetting;
  };

  Record begin(Task work, ExecuteOptions options);
  void reserve();
  Record enter(const ExecuteOptions& options, std::shared_ptr<Work> work);
  void take_back(const Record& record);
  void run(Launch& launch);
  void end(const Record& record, OperationEnd how);

  void stop_soon(const Record& record, const CancellationWish& wish);
  void told(const Record& record);
  void forget(const Record& record);
  std::vector<Record> running() const;
  Record find(const std::string& id, const std::string& owner) const;
  std::optional<OperationStatus> look_up_kept(const std::string& id, const std::string& owner) const;

  Client* const client_;
  const ExecutorOptions options_;

  mutable std::mutex lock_;
  std::condition_variable idle_;
  std::unordered_map<std::string, Record> by_id_;
  std::map<std::uint64_t, Record> in_order_;  // of their start
  std::map<std::uint64_t, Ended> ended_;      // in order of their end
  std::unordered_map<std::string, std::uint64_t> ended_as_;
  std::uint64_t last_begun_ = 0;
  std::uint64_t last_ended_ = 0;
  std::size_t running_ = 0;
  std::optional<CancellationWish> stopping_;
  std::shared_ptr<const std::function<void(const OperationStatus&)>> listener_;

  // Ended in the reverse order: work uses the timer, and the timer's tasks the canceller.
  Canceller canceller_;
  Timer timer_;
  WorkerPool pool_;
};

}  // namespace cancel::mcp
