#include "cancel/http/exchange.hpp"

#include <utility>

#include "response_channel.hpp"

namespace cancel::http {

Exchange::Exchange(std::shared_ptr<ResponseChannel> channel) : channel_(std::move(channel)) {}

Exchange::~Exchange() {
  channel_->abandon();
}

bool Exchange::respond(const Response& response) {
  return channel_->respond(response);
}

bool Exchange::begin_stream(int status, const Headers& headers) {
  return channel_->begin_stream(status, headers);
}

bool Exchange::write(std::string_view chunk) {
  return channel_->write(chunk);
}

bool Exchange::end() {
  return channel_->end();
}

void Exchange::abort() {
  channel_->abort();
}

std::size_t Exchange::buffered() const {
  return channel_->buffered();
}

bool Exchange::disconnected() const {
  return channel_->disconnected();
}

void Exchange::on_disconnect(std::function<void()> callback) {
  channel_->on_disconnect(std::move(callback));
}

}  // namespace cancel::http
