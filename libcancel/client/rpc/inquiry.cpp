#include "rpc/inquiry.hpp"

#include <algorithm>
#include <utility>

namespace cancel::client {

namespace {

constexpr Millis first_pause{100};

}  // namespace

Inquiry::Inquiry(RequestSocket& socket, Millis answer_within, Millis longest_pause)
    : socket_(socket), answer_within_(answer_within), longest_pause_(longest_pause), pause_(first_pause) {}

void Inquiry::ask(std::string method, std::string params) {
  method_ = std::move(method);
  params_ = std::move(params);
  oldest_ = 0;
  pause_ = first_pause;
  begin_sending();
}

void Inquiry::postpone() {
  stage_ = Stage::pausing;
  due_ = wait_point_after(std::min(pause_, longest_pause_));
  pause_ = std::min(pause_ * 2, longest_pause_);
}

void Inquiry::resend() {
  if (stage_ != Stage::idle) begin_sending();
}

void Inquiry::begin_sending() {
  stage_ = Stage::sending;
  due_ = wait_point_after(answer_within_);
}

void Inquiry::try_send() {
  const auto request = socket_.try_send(method_, params_);
  if (!request) return;
  if (oldest_ == 0) oldest_ = *request;
  stage_ = Stage::awaiting;
}

Inquiry::Outcome Inquiry::step() {
  if (stage_ == Stage::pausing && WaitClock::now() >= due_) begin_sending();
  if (stage_ == Stage::sending) try_send();
  while (auto reply = socket_.try_receive()) {
    if (oldest_ == 0 || reply->request < oldest_) continue;
    stage_ = Stage::idle;
    oldest_ = 0;
    return std::visit([](auto&& content) -> Outcome { return std::move(content); }, std::move(reply->content));
  }
  if (stage_ != Stage::idle && stage_ != Stage::pausing && WaitClock::now() >= due_) return give_up();
  return std::monostate{};
}

Inquiry::Outcome Inquiry::give_up() {
  const bool sent = stage_ == Stage::awaiting;
  postpone();
  return Unanswered{sent ? "the daemon does not answer" : "the daemon can not be reached"};
}

zmq::pollitem_t Inquiry::wanted() {
  return stage_ == Stage::sending ? socket_.sendable() : socket_.receivable();
}

}  // namespace cancel::client
