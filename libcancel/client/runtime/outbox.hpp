#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "cancel/client/outbox_options.hpp"
#include "cancel/client/rpc_result.hpp"
#include "cancel/domain/commands.hpp"
#include "rpc/waiting.hpp"

namespace cancel::client {

class TrackedToken;

// What a call is told in the end, on the I/O thread: it must neither block nor throw.
using CallDone = std::function<void(CallResult)>;

// One change that the daemon is to be told of.
struct OutboxEntry {
  enum class Kind { start, executed, finish, command };

  Kind kind = Kind::command;
  std::shared_ptr<TrackedToken> token{};    // whose start, taking up or end it is; or whose cancellation
  std::unique_ptr<CommandBody> command{};   // of Kind::command
  Timestamp occurred_at{};                  // of the others
  Outcome outcome = Outcome::succeeded;     // of Kind::finish
  std::optional<std::string> error{};       // of Kind::finish
  std::unique_ptr<std::string> result{};    // of Kind::finish, where its owner gave one
  std::optional<std::string> command_id{};  // one that its sender has chosen
  CallDone done{};                          // somebody waits for the answer
  WaitPoint give_up = WaitPoint::max();     // until when
  bool confirms = false;                    // of Kind::start: it runs only with the daemon's word
  bool droppable = true;                    // where there is no room
  bool sent = false;                        // it may have happened
  std::uint64_t number = 0;                 // 1, 2, 3 … in the order of pushing; 0: pushed to the front

  // Whether the daemon learns of `token` by it.
  bool begins_token() const {
    return kind == Kind::start || (kind == Kind::command && token && std::holds_alternative<CreateToken>(*command));
  }
};

// Where the entries of one operation are. The outbox's own: guarded by its lock.
struct OutboxPlaces {
  using Place = std::optional<std::list<OutboxEntry>::iterator>;
  Place start;
  Place executed;
  Place finish;
  bool begun = false;                  // push_start() was called
  std::unique_ptr<CancelToken> early;  // a cancellation from before that
  bool keep = false;                   // a cancellation of it is to be told
  bool dropped = false;                // the daemon is told nothing of it
  using Queued = std::optional<std::list<TrackedToken*>::iterator>;
  Queued detail;  // in the outbox's list of those whose report of taking up may be dropped
  Queued whole;   // in its list of operations that may be dropped
};

// What is to be told to the daemon, in order: from every thread in, to the I/O thread out. Bounded; see OutboxOptions.
// Thread-safe. Cost of a push: constant, well below a microsecond, and no system call.
class Outbox {
 public:
  explicit Outbox(OutboxOptions options) : options_(options) {}

  enum class Pushed {
    waiting,  // behind others, or behind what is on its way
    alone,    // nothing was to be done before: somebody should wake the I/O thread
    dropped,
  };

  Pushed push_start(const std::shared_ptr<TrackedToken>& token, Timestamp occurred_at);
  // It was told in another way: what comes of it is to be told behind that.
  void begin(const std::shared_ptr<TrackedToken>& token);
  Pushed push_executed(const std::shared_ptr<TrackedToken>& token, Timestamp occurred_at);
  struct PushedFinish {
    Pushed entry = Pushed::waiting;
    bool result_dropped = false;  // the end is told without it, since there is no room
  };
  PushedFinish push_finish(const std::shared_ptr<TrackedToken>& token, Timestamp occurred_at, Outcome outcome,
                           std::optional<std::string> error, std::optional<std::string> result = {});
  // A shared token's: never dropped.
  Pushed push_creation(const std::shared_ptr<TrackedToken>& token, CreateToken command);
  // `token` may be null. Its operation is not dropped any more; before its start is told, its cancellation is not.
  Pushed push_cancel(const std::shared_ptr<TrackedToken>& token, CancelToken command);
  // Also of Kind::start, where somebody waits for the daemon's word on it. Refused where it is dropped;
  // then the entry's `done` is not called.
  Pushed push_command(OutboxEntry entry);
  // To be told before everything that waits, in this order: starts after a change of the log.
  void push_front(std::vector<OutboxEntry> entries);

  // Something hangs under it in the log, or is to: it is not dropped any more. False: it has been.
  bool keep(TrackedToken& token);

  // The daemon will not have the operation: what is to be told of it waits in vain.
  void drop(TrackedToken& token);

  // For the I/O thread. Takes up to `most` entries; each is on its way until it is settled or put back.
  std::vector<OutboxEntry> take(std::size_t most);
  // The oldest one that is on its way has its answer.
  void settled(bool refused);
  // All that are on their way, as they were taken.
  void put_back(std::vector<OutboxEntry> entries);
  // Entries whose time is over and that were not taken.
  std::vector<OutboxEntry> take_overdue(WaitPoint now);
  WaitPoint next_overdue() const;

  // The number of the last one that was pushed, and up to which all are settled: for those who are to see its effect.
  std::uint64_t last_number() const;
  std::uint64_t settled_up_to() const;
  bool wait_settled(std::uint64_t number, WaitPoint until);
  void end_waiting();      // nothing more will be settled: wait_settled() does not wait any more
  bool has_start() const;  // among those that wait
  bool is_empty() const;   // nothing waits and nothing is on its way
  OutboxStatistics statistics() const;

 private:
  using Entries = std::list<OutboxEntry>;

  Pushed push(OutboxEntry entry);
  Pushed push_cancel_now(const std::shared_ptr<TrackedToken>& token, CancelToken command);
  void let_cancel(const std::shared_ptr<TrackedToken>& token);
  bool make_room();
  void drop_whole(TrackedToken& token);
  void erase(OutboxPlaces::Place& place);
  void left_waiting(Entries::iterator entry);
  bool has_room_for(const std::optional<std::string>& result) const;

  const OutboxOptions options_;
  std::uint64_t settled_number() const;

  mutable std::mutex lock_;
  std::condition_variable settled_;
  Entries waiting_;
  std::list<TrackedToken*> details_;  // whose report of taking up waits, oldest first
  std::list<TrackedToken*> whole_;    // ended operations whose start still waits, oldest first
  std::multimap<WaitPoint, Entries::iterator> ending_;
  std::size_t starts_ = 0;
  std::size_t result_bytes_ = 0;            // of all entries that wait
  std::deque<std::uint64_t> on_their_way_;  // their numbers
  std::uint64_t last_number_ = 0;
  OutboxStatistics statistics_;
  bool ended_ = false;
};

}  // namespace cancel::client
