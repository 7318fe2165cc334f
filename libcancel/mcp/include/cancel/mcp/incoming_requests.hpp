#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "cancel/mcp/json.hpp"
#include "cancel/mcp/message_channel.hpp"
#include "cancel/mcp/work.hpp"

// The requests of one peer, and their cancellation: the part that any JSON-RPC loop can use, whatever its transport and
// its handlers. A loop calls begin() for each request, answer() for its response, send() for what else belongs to it,
// cancelled() for each notifications/cancelled, and finish() when the work has really ended.
//
//     begin ──► open ──answer──► answered          the first of the two wins; the id is free again
//                 └──cancelled──► silenced         nothing more goes out, whatever the handler does

namespace cancel::mcp {

class Canceller;

// One request that a peer sent, from its arrival until its work has ended. Thread-safe.
class IncomingRequest : public std::enable_shared_from_this<IncomingRequest> {
 public:
  const RequestId& id() const noexcept { return id_; }
  const std::string& method() const noexcept { return method_; }
  const TokenName& operation() const noexcept { return work_.name(); }
  const CancellationToken& token() const noexcept { return work_.token(); }

  // Neither answered nor silenced.
  bool is_open() const;
  bool is_silenced() const;

  // Sends what belongs to it: progress, log, a request of the server's own. False, and nothing goes out, once it is
  // answered or silenced. Decided and handed to the channel as one step.
  bool send(MessageKind kind, std::string json);

  // Sends its response. True for exactly one caller; false, and nothing goes out, once it is answered or silenced.
  bool answer(std::string json);

  // See MessageChannel.
  void release_connection() { channel_->release_connection(); }

  // Cancels the work for another reason than the peer's wish: it is still to be answered. Callbacks run on the
  // canceller's thread.
  void cancel(CancellationWish wish);

  // The work has ended: to be called once, after answer(). Whatever was not said stays unsaid: a request that is still
  // open is silenced. A cancellation that was accepted before is recorded before the end.
  void finish(Outcome outcome, std::optional<std::string> error = {});

  ~IncomingRequest();  // ends the work, where nobody has

 private:
  friend class IncomingRequests;
  enum class State { open, answered, silenced };
  struct Registry;
  struct End {
    Outcome outcome;
    std::optional<std::string> error;
  };

  IncomingRequest(RequestId id, std::string method, bool cancellable, Work work,
                  std::shared_ptr<MessageChannel> channel, std::shared_ptr<Registry> registry);

  bool silence();  // what the peer wants; then cancel_silenced() has to follow
  void cancel_silenced(CancellationWish wish);
  void cancellation_ran();
  void end(End how);

  const RequestId id_;
  const std::string method_;
  const bool cancellable_;
  Work work_;
  const std::shared_ptr<MessageChannel> channel_;
  const std::shared_ptr<Registry> registry_;
  mutable std::mutex gate_;  // held while a message is handed to the channel; before the registry's lock
  State state_ = State::open;
  std::size_t cancellations_ = 0;  // with the canceller
  bool ended_ = false;
  std::optional<End> end_{};  // waits for those
};

// What came of notifications, for monitoring. Counted since the beginning.
struct RequestCounters {
  std::uint64_t begun = 0;
  std::uint64_t answered = 0;
  std::uint64_t silenced = 0;
  std::uint64_t duplicate_ids = 0;      // a request whose id was in use: ignored
  std::uint64_t unknown_cancels = 0;    // no such request, or answered, or cancelled before
  std::uint64_t malformed_cancels = 0;  // no usable requestId
  std::uint64_t forbidden_cancels = 0;  // initialize, server/discover
  std::uint64_t late_messages = 0;      // held back because the request was over
  std::uint64_t after_close = 0;        // requests that came after close(): ignored
};

// The requests of one peer in one direction, by their ids: 1 and "1" differ. Thread-safe. All that is in flight is
// silenced and cancelled by close(), and at the latest by the destructor.
class IncomingRequests {
 public:
  // `client` may be null; it and `canceller` must outlive this and every request.
  IncomingRequests(Client* client, Canceller& canceller);
  ~IncomingRequests();

  struct Begin {
    RequestId id;
    std::string method;
    OperationOptions operation{};  // parents, labels, tool, times; request_id is set here
    bool cancellable = true;       // initialize and server/discover are not
    bool recorded = true;          // false: a token of this process only, for short questions such as ping
  };
  // Null, and counted, where the id is in use, or after close(). Does not wait. An operation's id that is taken in this
  // process, or is none, is replaced by a random one.
  std::shared_ptr<IncomingRequest> begin(Begin what, std::shared_ptr<MessageChannel> channel);

  enum class Cancelled { cancelled, unknown, malformed, forbidden };
  // A notifications/cancelled with these params (null: none). Silences the request that is in flight now under that id,
  // as one step with everything that is sent for it, and hands its cancellation to the canceller, which ends by telling
  // the channel that the request is over: so requests of the server's own that hang under it are cancelled before that.
  // Never throws, never waits for a callback. `requested_by` names the peer for the log.
  Cancelled cancelled(const Json* params, const std::string& requested_by);

  // Whether that id is in flight.
  bool has(const RequestId& id) const;

  // Silences and cancels everything that is in flight, and refuses what comes.
  void close(const CancellationWish& why);
  // Cancels everything in flight, which is still to be answered; goes on.
  void cancel_all(const CancellationWish& why);

  // Requests whose work has not ended, answered or not.
  std::size_t running() const;
  RequestCounters counters() const;

 private:
  std::shared_ptr<IncomingRequest::Registry> registry_;
};

// The cause of a cancellation by its reason: clients that gave up waiting say so in the text alone.
Cause cause_of_reason(std::string_view reason);

}  // namespace cancel::mcp
