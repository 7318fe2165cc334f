#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "cancel/client/client_options.hpp"
#include "cancel/client/follow_options.hpp"
#include "cancel/client/messaging.hpp"
#include "cancel/token/process.hpp"
#include "runtime/open_calls.hpp"
#include "runtime/outbox.hpp"
#include "runtime/token_registry.hpp"

namespace cancel::client {

class Loop;
class SubscriptionFeed;

// What a Client, its operations and its tokens share, on the side of the program's own threads; the sockets are the
// Loop's.
//
//     owner's threads ── registry, outbox, posted tasks ──► Loop (I/O thread) ──► daemon
//     owner's threads ◄── marks, completions of waiting calls ── Loop
//     callback thread ◄── callbacks, completions, notices ─────── Loop
//
// Thread-safe. Nothing here waits for the daemon but close().
class Core : public std::enable_shared_from_this<Core> {
 public:
  // Throws BadEndpoint, and std::system_error where no thread or descriptor is to be had.
  static std::shared_ptr<Core> make(ClientOptions options);
  ~Core();

  // Whether this is a process that was forked off the one where this was made: nothing of it is of use here, and its
  // locks may be held by threads that are not there.
  bool is_forked() const;
  // Throws ForkedProcess in a process that was forked off the one where this was made.
  void check_process() const;

  const ClientOptions& options() const { return options_; }
  const std::string& prefix() const { return prefix_; }  // of the command ids that are made here
  TokenRegistry& registry() { return registry_; }
  Outbox& outbox() { return outbox_; }
  Loop& loop() { return *loop_; }

  // Carries `command` out; a change in its turn behind everything that is waiting, a read behind every change that was
  // made before. `done` is called once, on the I/O thread; or here, where it can not be carried out at all; or by
  // close(), where that comes first.
  void call(CommandBody command, const CallOptions& options, CallDone done);

  // Tells the daemon of an operation that is to run only with its word. `done` as above.
  void start_confirmed(const std::shared_ptr<TrackedToken>& token, CallDone done);

  // What happens to tokens of this process, to be told to the daemon.
  void record_start(const std::shared_ptr<TrackedToken>& token);
  void record_beginning(const std::shared_ptr<TrackedToken>& token);  // the daemon knows of it already
  void record_release(const TokenName& name) noexcept;
  void record_creation(const std::shared_ptr<TrackedToken>& token);
  // False: the daemon is told nothing of this token.
  bool record_cancellation(const std::shared_ptr<TrackedToken>& token, const Cancellation& why);
  bool record_cancellation(const std::shared_ptr<TrackedToken>& token, CancelToken command);
  void record_executed(const std::shared_ptr<TrackedToken>& token);
  void record_finish(const std::shared_ptr<TrackedToken>& token, Outcome outcome, std::optional<std::string> error,
                     std::optional<std::string> result = {});

  // What the log says of a token: marks it at once, and leaves its callbacks to the callback thread.
  void mark(const detail::NodeReference& node, Cancellation why);
  void complete(const detail::NodeReference& node);

  // What the I/O thread sees of the daemon.
  ClientStanding standing() const;
  void note_connection(bool connected, const std::string& log_id);
  void note_position(Position position);

  // What tells a daemon that knows none of `tokens` how they stand.
  std::vector<OutboxEntry> reports_of(const std::vector<std::shared_ptr<TrackedToken>>& tokens) const;

  void tell(Notice notice);
  // The end of the operation is told without its result. `why` goes on behind "it".
  void tell_result_left_out(const TrackedToken& token, std::string_view why);

  // Waits up to `timeout` until everything that was pushed before is settled.
  bool flush(Millis timeout);

  // Delivers what is waiting, ends the session, stops the I/O thread. Idempotent.
  void close();

 private:
  explicit Core(ClientOptions options);
  void wake(Outbox::Pushed pushed);
  void change(CommandBody command, const CallOptions& options, WaitPoint give_up, CallDone done);
  void push_awaited(OutboxEntry entry, CallDone done);
  void ask(const CommandBody& command, const CallOptions& options, WaitPoint give_up, CallDone done);

  const ClientOptions options_;
  const std::uint64_t fork_count_;
  const std::string prefix_;
  TokenRegistry registry_;
  Outbox outbox_;
  OpenCalls open_calls_;
  std::shared_ptr<Messaging> messaging_;
  std::unique_ptr<Loop> loop_;
  detail::OwnedThread thread_;
  mutable std::mutex lock_;
  ClientStanding standing_;
  std::atomic<bool> closed_{false};
};

}  // namespace cancel::client
