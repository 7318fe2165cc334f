#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "cancel/mcp/incoming_requests.hpp"
#include "cancel/mcp/request_context.hpp"
#include "cancel/token/cancellation_callback.hpp"
#include "server/call_ending.hpp"
#include "server/call_plan.hpp"
#include "server/running_calls.hpp"

namespace cancel::mcp::detail {

class ServerCore;
class SessionCore;

// One request from its arrival until its handler has ended: the one way in which everything is carried out.
//
//     begin ─► waits for its turn ─► runs ─► answers ─► clean-ups ─► finished
//                 └─ cancelled: leaves, never runs
//
// Where somebody else than the peer cancels it, the peer is answered by the handler, as soon as that has stopped; or,
// where it takes too long or the cancellation is by force, without it, and what it says later is dropped. One that has
// passed its point of no return is waited for.
class Call : public std::enable_shared_from_this<Call> {
 public:
  // Begins it; nothing happens where the session has a request of that id in flight, which is ignored. Does not throw.
  static void start(std::shared_ptr<SessionCore> session, std::shared_ptr<const RequestFacts> facts, CallPlan plan,
                    std::shared_ptr<MessageChannel> channel);

  // Not to be called; see start().
  Call(std::shared_ptr<SessionCore> session, std::shared_ptr<const RequestFacts> facts, CallPlan plan,
       std::shared_ptr<MessageChannel> channel, std::shared_ptr<IncomingRequest> request);

 private:
  void submit();
  void watch();
  void run();
  void leave();
  void on_requested();
  void answer_cancelled();
  void end(Outcome outcome, std::optional<std::string> error);
  AnswerShape shape() const;
  RunningCall description() const;

  const std::shared_ptr<SessionCore> session_;
  ServerCore& server_;
  const std::shared_ptr<const RequestFacts> facts_;
  CallPlan plan_;
  const std::shared_ptr<MessageChannel> channel_;
  const std::shared_ptr<IncomingRequest> request_;
  RequestContext context_;
  RunningCalls::Key key_ = 0;
  // Last, so that they are gone before what they look at.
  std::optional<CancellationCallback<std::function<void()>>> requested_;
  std::optional<CancellationCallback<std::function<void()>>> forced_;
};

}  // namespace cancel::mcp::detail
