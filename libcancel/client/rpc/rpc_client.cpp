#include "cancel/client/rpc_client.hpp"

#include <utility>

#include "rpc/messaging_context.hpp"
#include "rpc/request_socket.hpp"
#include "rpc/waiting.hpp"

namespace cancel {

class RpcClient::Impl {
 public:
  Impl(zmq::context_t& context, const std::string& endpoint, const ConnectionOptions& options)
      : socket_(context, endpoint, options) {}

  bool begin(std::string_view method, std::string_view params, client::WaitPoint until) {
    for (;;) {
      if (const auto request = socket_.try_send(method, params)) {
        awaited_ = *request;
        return true;
      }
      if (client::WaitClock::now() >= until) return false;
      client::wait_for({socket_.sendable()}, until);
    }
  }

  CallResult finish(client::WaitPoint until) {
    for (;;) {
      while (auto reply = socket_.try_receive()) {
        if (reply->request != awaited_) continue;
        return std::visit([](auto&& content) -> CallResult { return std::move(content); }, std::move(reply->content));
      }
      if (client::WaitClock::now() >= until) return NoReply{true};
      client::wait_for({socket_.receivable()}, until);
    }
  }

 private:
  client::RequestSocket socket_;
  client::RequestNumber awaited_ = 0;
};

RpcClient::RpcClient(Messaging& messaging, const std::string& endpoint, const ConnectionOptions& options)
    : impl_(std::make_unique<Impl>(messaging.context().sockets, endpoint, options)) {}

RpcClient::~RpcClient() = default;
RpcClient::RpcClient(RpcClient&&) noexcept = default;
RpcClient& RpcClient::operator=(RpcClient&&) noexcept = default;

CallResult RpcClient::call(std::string_view method, std::string_view params, Millis timeout) {
  const client::WaitPoint until = client::wait_point_after(timeout);
  if (!impl_->begin(method, params, until)) return NoReply{false};
  return impl_->finish(until);
}

bool RpcClient::begin(std::string_view method, std::string_view params, Millis timeout) {
  return impl_->begin(method, params, client::wait_point_after(timeout));
}

CallResult RpcClient::finish(Millis timeout) {
  return impl_->finish(client::wait_point_after(timeout));
}

}  // namespace cancel
