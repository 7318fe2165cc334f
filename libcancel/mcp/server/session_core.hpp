#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>

#include "cancel/mcp/outgoing_requests.hpp"
#include "cancel/mcp/session.hpp"
#include "requests/operation_id.hpp"
#include "server/call_plan.hpp"
#include "server/peer_profile.hpp"
#include "server/session_token.hpp"

namespace cancel::mcp::detail {

class ServerCore;

// What is behind a Session: held by it and by its calls that run. Thread-safe; messages come one at a time. After
// close() it does not touch the server any more, except for what calls that still run need.
class SessionCore : public std::enable_shared_from_this<SessionCore> {
 public:
  SessionCore(ServerCore& server, SessionOptions options, std::shared_ptr<MessageChannel> output);
  ~SessionCore();

  void receive(std::string_view message, const std::shared_ptr<MessageChannel>& replies);
  void close(const CancellationWish& why);
  // All that it has in flight, which is still to be answered.
  void cancel_all(const CancellationWish& why) { requests_.cancel_all(why); }

  // A request is to be carried out so. Null where its id is in use, or the session is over.
  std::shared_ptr<IncomingRequest> begin(const RequestFacts& facts, const CallPlan& plan,
                                         std::shared_ptr<MessageChannel> channel);

  // Outside of any request, where the peer takes that.
  void notify(std::string_view method, const JsonText& params);

  ServerCore& server() const noexcept { return server_; }
  PeerProfile& peer() noexcept { return peer_; }
  const std::shared_ptr<OutgoingRequests>& questions() const noexcept { return questions_; }
  const std::string& id() const noexcept { return options_.id; }
  const std::string& owner() const noexcept { return owner_; }
  const SessionOptions& options() const noexcept { return options_; }
  CancellationToken token();  // what its work hangs under; one that is never cancelled where it has none
  std::size_t running() const { return requests_.running(); }
  SessionCounters counters() const;

 private:
  using Channel = std::shared_ptr<MessageChannel>;
  void receive_batch(const Json& messages, const Channel& replies);
  void receive_one(std::shared_ptr<const JsonDocument> message, const Channel& replies);
  void receive_request(std::shared_ptr<const JsonDocument> message, RequestId id, const std::string& method,
                       const Channel& replies);
  void receive_notification(const Json& message, const std::string& method);
  void receive_cancellation(const Json& message);
  void refuse(const std::optional<RequestId>& id, const McpError& error, const Channel& replies);

  ServerCore& server_;
  const SessionOptions options_;
  const std::string owner_;
  const std::shared_ptr<MessageChannel> output_;
  PeerProfile peer_;
  SessionToken token_;
  OperationIds operation_ids_;
  IncomingRequests requests_;
  const std::shared_ptr<OutgoingRequests> questions_ = std::make_shared<OutgoingRequests>();  // links may outlive this
  std::atomic<std::uint64_t> malformed_{0};
  std::atomic<bool> closed_{false};
};

}  // namespace cancel::mcp::detail
