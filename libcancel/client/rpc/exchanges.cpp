#include "rpc/exchanges.hpp"

#include <algorithm>
#include <utility>

namespace cancel::client {

namespace {

constexpr int enough_broken = 3;

}  // namespace

RequestNumber Exchanges::begin(const std::vector<Question>& questions, Terms terms, Done done) {
  Exchange exchange;
  exchange.message = encode_message(next_, questions);
  exchange.questions = questions.size();
  exchange.terms = terms;
  exchange.done = std::move(done);
  const RequestNumber number = next_;
  open_.emplace_hint(open_.end(), number, std::move(exchange));
  next_ += questions.size();
  ++unsent_;
  return number;
}

void Exchanges::forget(RequestNumber number) {
  const auto exchange = open_.find(number);
  if (exchange == open_.end()) return;
  if (!exchange->second.sent) --unsent_;
  open_.erase(exchange);
}

void Exchanges::hold(RequestNumber first) {
  held_for_ = first;
}

void Exchanges::release() {
  held_for_.reset();
}

void Exchanges::step() {
  see_connection();
  receive();
  watch_time();
  flush();
}

void Exchanges::see_connection() {
  bool is_new = false;
  while (const auto change = socket_.try_receive_change()) {
    connected_ = *change == ConnectionMonitor::Change::made;
    is_new |= connected_;
  }
  if (is_new) begin_anew();
}

void Exchanges::begin_anew() {
  std::vector<RequestNumber> broken;
  for (auto& [number, exchange] : open_) {
    if (!std::exchange(exchange.sent, false)) continue;
    ++unsent_;
    const bool may_be_too_large = exchange.questions > 1 || exchange.terms.may_be_too_large;
    if (may_be_too_large && ++exchange.broken == enough_broken) broken.push_back(number);
  }
  for (const RequestNumber number : broken) finish(open_.find(number), NoReply{true});
  if (on_connected_) on_connected_();
}

void Exchanges::receive() {
  while (auto incoming = socket_.try_receive()) {
    std::visit([this](auto&& message) { take(std::move(message)); }, *std::move(incoming));
  }
}

void Exchanges::take(std::vector<RpcReply> replies) {
  auto exchange = open_.upper_bound(replies.front().request);
  if (exchange == open_.begin()) return;
  --exchange;
  const RequestNumber first = exchange->first;
  const std::size_t count = exchange->second.questions;
  if (replies.size() != count) return;  // of an exchange that has ended
  Answers answers;
  for (RpcReply& reply : replies) {
    if (reply.request != first + answers.size()) return;
    answers.push_back(std::move(reply.content));
  }
  finish(exchange, std::move(answers));
}

// The daemon answers in the order of sending, so it is the oldest one that has several questions; a message with one
// question is always readable, and refused with its number.
void Exchanges::take(MessageRefused refused) {
  const auto oldest = std::find_if(open_.begin(), open_.end(),
                                   [](const auto& entry) { return entry.second.sent && entry.second.questions > 1; });
  if (oldest != open_.end()) finish(oldest, std::move(refused));
}

void Exchanges::flush() {
  if (unsent_ == 0 || !connected_) return;
  for (auto& [number, exchange] : open_) {
    if (exchange.sent || !may_send(number)) continue;
    if (!socket_.try_send(exchange.message)) return;
    exchange.sent = exchange.sent_before = true;
    exchange.resend_at = wait_point_after(exchange.terms.resend_after);
    --unsent_;
  }
}

void Exchanges::watch_time() {
  const WaitPoint now = WaitClock::now();
  std::vector<RequestNumber> over;
  for (auto& [number, exchange] : open_) {
    if (now >= exchange.terms.give_up) {
      over.push_back(number);
    } else if (exchange.sent && now >= exchange.resend_at) {
      exchange.sent = false;
      ++unsent_;
    }
  }
  for (const RequestNumber number : over) {
    const auto exchange = open_.find(number);
    if (exchange != open_.end()) finish(exchange, NoReply{exchange->second.sent_before});
  }
}

void Exchanges::finish(Open::iterator exchange, ExchangeOutcome outcome) {
  if (!exchange->second.sent) --unsent_;
  const Done done = std::move(exchange->second.done);
  open_.erase(exchange);
  done(std::move(outcome));
}

void Exchanges::add_wanted(std::vector<zmq::pollitem_t>& items) {
  items.push_back(socket_.ready(wants_to_send()));
  items.push_back(socket_.changed());
}

bool Exchanges::wants_to_send() const {
  if (!connected_) return false;
  if (!held_for_) return unsent_ != 0;
  const auto first = open_.find(*held_for_);
  return first != open_.end() && !first->second.sent;
}

WaitPoint Exchanges::due() const {
  WaitPoint due = WaitPoint::max();
  for (const auto& [number, exchange] : open_) {
    due = std::min({due, exchange.terms.give_up, exchange.sent ? exchange.resend_at : WaitPoint::max()});
  }
  return due;
}

}  // namespace cancel::client
