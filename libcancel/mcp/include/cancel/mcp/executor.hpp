#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "cancel/client/client.hpp"
#include "cancel/domain/time.hpp"
#include "cancel/mcp/json.hpp"
#include "cancel/mcp/protocol.hpp"
#include "cancel/mcp/work.hpp"

namespace cancel::mcp {

struct ExecutorOptions {
  Millis answer_within{15'000};     // how long execute() waits for the result, unless told
  Millis max_lifetime{600'000};     // a running operation is cancelled then, with cause timeout
  Millis retention{300'000};        // how long an ended one is kept
  std::size_t max_running = 1'000;  // further ones are refused: LimitExceeded
  std::size_t max_kept = 10'000;    // of the ended ones the oldest leave early
  bool keep_results = false;        // in the log's file, too: they can be had after this process has ended
};

enum class OperationState { running, completed, failed, cancelled };
std::string_view to_string(OperationState state);

struct OperationStatus;

// What a user of the executor hangs on an operation: kept as long as the operation is, and given back with its status.
class OperationAttachment {
 public:
  virtual ~OperationAttachment() = default;
  // As Executor::on_change(), of this operation alone, and before that.
  virtual void changed(const OperationStatus&) noexcept {}
};

// What can be seen of an operation. A value.
struct OperationStatus {
  std::string id;     // its id in the log, too; cannot be guessed
  std::string space;  // the namespace of its name in the log
  std::string type;   // the tool's name
  std::string owner;  // who may see it; empty or "*": whoever knows the id
  OperationState state = OperationState::running;
  Timestamp started_at{};
  Timestamp updated_at{};
  std::optional<Timestamp> ended_at{};
  std::string message{};  // the last progress message
  std::optional<double> progress{};
  std::optional<double> total{};
  std::optional<JsonText> result{};     // of completed; of failed, where the work gave one (FailedWith)
  std::optional<std::string> error{};   // of failed; of cancelled, where it left by another exception
  std::optional<McpError> mcp_error{};  // of failed, where the work left by one
  // Why it was asked to stop: of cancelled, and of running ones that are to stop. As long as those run, one that did
  // not come through the executor is called parent_cancelled.
  std::optional<Cancellation> cancellation{};
  std::shared_ptr<OperationAttachment> attachment{};  // as it was given; of this process alone
};

struct ExecuteOptions {
  std::string type;
  std::string owner{};
  std::optional<Millis> answer_within{};  // zero: at once
  std::optional<Millis> max_lifetime{};
  // How long it is to be had from its start on, in place of the executor's retention. One that ends later is kept for
  // as long again, but not longer than the retention.
  std::optional<Millis> time_to_live{};
  std::vector<Parent> parents{};  // its session's token, not that of the call
  Labels labels{};
  std::optional<Millis> grace{};
  std::optional<Millis> force{};
  std::optional<RequestId> request_id{};
  CancellationToken caller{};  // of the call; `on_caller_cancel` says what its cancellation does while execute() waits
  bool stop_with_caller = true;  // false: the work is detached
  bool keep_result = false;      // as ExecutorOptions::keep_results, for this one
  std::shared_ptr<OperationAttachment> attachment{};
};

// What the work is given.
class RunningOperation {
 public:
  virtual ~RunningOperation() = default;
  virtual const std::string& id() const = 0;
  virtual const TokenName& name() const = 0;
  virtual const CancellationToken& token() const = 0;
  virtual void progress(double done, std::optional<double> total, std::string_view message) = 0;
};

// Thrown by work that has failed and has a result all the same: a tool's error result.
class FailedWith : public std::runtime_error {
 public:
  FailedWith(const std::string& error, JsonText result) : std::runtime_error(error), result_(std::move(result)) {}
  const JsonText& result() const noexcept { return result_; }

 private:
  JsonText result_;
};

class ShuttingDown : public std::runtime_error {
 public:
  ShuttingDown();
};
class TooManyOperations : public std::runtime_error {
 public:
  explicit TooManyOperations(std::size_t limit);
};

// Runs operations that may take longer than their callers wait.
//
//     running ──► completed | failed | cancelled ──► kept for `retention` ──► forgotten
//
// `cancelled` is a state of its own, with its reason: the work left by Cancelled, or ended without success after it was
// told to stop. Work that was told to stop and gives a result all the same is `completed`: it won the race.
//
// Thread-safe. Its destructor is stop().
class Executor {
 public:
  // Gives its result, or throws: Cancelled, or any std::exception (failed, with its text).
  using Task = std::function<JsonText(RunningOperation& operation)>;

  // `client` may be null; else it must outlive this.
  Executor(Client* client, ExecutorOptions options);
  ~Executor();

  // Starts `work` on a thread of its own and waits up to `answer_within`: the status says whether it has ended by then.
  // When the caller is cancelled it returns at once: with the work told to stop, for the caller's reason, or left
  // running, as asked. Work that hangs under a cancelled token never runs; neither does that of a caller who was
  // cancelled before, unless it is detached: then throws Cancelled. Throws ShuttingDown after stop(),
  // TooManyOperations, std::system_error where no thread is to be had.
  OperationStatus execute(Task work, ExecuteOptions options);

  // Waits until it has ended, up to `time`, or until `caller` is cancelled (which leaves the operation running); any
  // number of callers may wait. Empty: no such operation of this owner. One that this process does not know is looked
  // for in the log, where a result was kept there (`Client` given): waits for the daemon's answer, at most a second.
  std::optional<OperationStatus> wait(const std::string& id, const std::string& owner, Millis time,
                                      const CancellationToken& caller = {});
  std::optional<OperationStatus> status(const std::string& id, const std::string& owner);

  // In order of their start; only those of the owner, by exactly that name. Those of this process.
  std::vector<OperationStatus> list(const std::string& owner, std::optional<OperationState> state = {});

  // False: no such operation of this owner in this process. One that has ended stays as it is. Callbacks of the
  // operation's token run in here.
  bool cancel(const std::string& id, const std::string& owner, CancellationWish wish = {});

  // Called after each change of an operation's state, and when it is told to stop by the executor, on the thread that
  // made it; the last listener wins. For notifications.
  void on_change(std::function<void(const OperationStatus&)> listener);

  const ExecutorOptions& options() const noexcept;

  // Refuses what comes, cancels what runs (cause server_shutdown), and waits up to `time` for it; may be called again
  // and from several threads. True: nothing runs any more. Work that ignores its token holds up nothing but the
  // destructor, which waits until nothing runs. Mode force: also what was told to stop before is told so, by force.
  bool stop(Millis time = Millis{5'000}, const std::string& reason = "the server is shutting down",
            Mode mode = Mode::graceful);

 private:
  class Registry;
  std::unique_ptr<Registry> registry_;
};

}  // namespace cancel::mcp
