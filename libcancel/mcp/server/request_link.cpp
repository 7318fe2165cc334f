#include "server/request_link.hpp"

#include <algorithm>
#include <utility>

namespace cancel::mcp::detail {

RequestLink::RequestLink(std::shared_ptr<IncomingRequest> request, std::shared_ptr<MessageChannel> channel,
                         std::shared_ptr<OutgoingRequests> questions, Era era, Millis question_timeout)
    : request_(std::move(request)),
      channel_(std::move(channel)),
      questions_(std::move(questions)),
      era_(era),
      question_timeout_(question_timeout) {}

bool RequestLink::send(MessageKind kind, std::string json) {
  return request_->send(kind, std::move(json));
}

PeerAnswer RequestLink::ask(std::string_view method, const JsonText& params, Millis timeout) {
  if (era_ == Era::modern) return {};  // a modern peer takes no requests
  const auto send = [this](std::string json) { return request_->send(MessageKind::request, std::move(json)); };
  return questions_->ask(method, params, request_->token(), std::min(timeout, question_timeout_), send, *channel_);
}

}  // namespace cancel::mcp::detail
