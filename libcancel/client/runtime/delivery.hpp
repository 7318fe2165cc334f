#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cancel/domain/replies.hpp"
#include "rpc/exchanges.hpp"
#include "runtime/outbox.hpp"
#include "runtime/session_keeper.hpp"

namespace cancel::client {

// Brings what waits in the outbox to the daemon: in order, each once, one message at a time. A message carries
// everything that is waiting when it is sent (up to a bound), so the longer an answer takes, the more share the next
// one. It is sent until it is answered, each of its commands under the same commandId, so that none happens twice.
//
//             ┌──────────── all answered ────────────┐
//             ▼                                      │
//     idle ── something waits ──► (session opened) ──► on its way
//             ▲                                      │
//             └── pause ── the log is not available, the session is lost: the rest again ┘
//
// Nothing here waits. Not thread-safe: the I/O thread's.
class Delivery {
 public:
  struct Handlers {
    std::function<void(TrackedToken&, const StartReply&)> started;     // the daemon knows the operation
    std::function<void(TrackedToken&, const CreateReply&)> created;    // or the token
    std::function<void(TrackedToken&, const RpcError&)> not_recorded;  // it will not have it
    std::function<void(const OutboxEntry&, const RpcError&)> refused;  // it will not have another change
    std::function<void(const TrackedToken&)> result_left_out;  // of an operation's end: it hangs up on messages so long
  };
  Delivery(Outbox& outbox, Exchanges& exchanges, SessionKeeper& session, std::string command_prefix,
           Millis resend_after, Handlers handlers);

  void step();
  // The part of step() that needs no daemon: answers those whose time is over.
  void end_overdue();
  WaitPoint due() const;

  // What is on its way goes back: something else has to be told before it.
  void take_back();

 private:
  void send_next();
  void refuse_oversized();
  void name(OutboxEntry& entry);
  std::vector<Question> questions();
  Question question(const OutboxEntry& entry) const;
  void see(ExchangeOutcome outcome);
  void see(const Answers& answers);
  bool must_repeat(const OutboxEntry& entry, const RpcError& error);
  void settle(OutboxEntry& entry, const RpcResult& result);
  void settle(OutboxEntry& entry, const RpcError& error);
  bool is_single_result() const;
  void put_back_from(std::size_t first);
  void pause();

  Outbox& outbox_;
  Exchanges& exchanges_;
  SessionKeeper& session_;
  const std::string command_prefix_;
  const Millis resend_after_;
  const Handlers handlers_;

  std::vector<OutboxEntry> on_its_way_;
  RequestNumber exchange_ = 0;             // that carries them
  std::optional<std::string> sent_under_;  // the session that their starts name
  std::uint64_t commands_ = 0;             // that got a command id here
  std::size_t most_;                       // entries in one message
  std::size_t ceiling_;                    // the daemon's own bound of that, as far as it is known
  WaitPoint paused_until_{};
  Millis next_pause_;
};

}  // namespace cancel::client
