#pragma once

#include <memory>

#include "cancel/mcp/incoming_requests.hpp"
#include "cancel/mcp/request_context.hpp"

namespace cancel::mcp::detail {

// What stands behind the context of a peer's request: what it says goes through the request's gate. Thread-safe.
class RequestLink final : public CallLink {
 public:
  // No question waits longer than `question_timeout`.
  RequestLink(std::shared_ptr<IncomingRequest> request, std::shared_ptr<MessageChannel> channel,
              std::shared_ptr<OutgoingRequests> questions, Era era, Millis question_timeout);

  const CancellationToken& token() const override { return request_->token(); }
  const TokenName& operation() const override { return request_->operation(); }
  bool send(MessageKind kind, std::string json) override;
  PeerAnswer ask(std::string_view method, const JsonText& params, Millis timeout) override;
  void release_connection() override { request_->release_connection(); }

 private:
  const std::shared_ptr<IncomingRequest> request_;
  const std::shared_ptr<MessageChannel> channel_;
  const std::shared_ptr<OutgoingRequests> questions_;
  const Era era_;
  const Millis question_timeout_;
};

}  // namespace cancel::mcp::detail
