#include "runtime/delivery.hpp"

#include <algorithm>
#include <utility>

#include "cancel/wire/method_names.hpp"
#include "cancel/wire/reply_decoder.hpp"
#include "cancel/wire/request_encoder.hpp"
#include "runtime/texts.hpp"
#include "runtime/tracked_token.hpp"

namespace cancel::client {

namespace {

constexpr std::size_t most_entries = 1'000;       // the daemon's own bound of a batch
constexpr std::size_t enough_bytes = 256 * 1024;  // a quarter of its bound of a message
constexpr Millis first_pause{100};
constexpr Millis longest_pause{5'000};

bool is(const RpcError& error, ErrorCode code) {
  return error.code == static_cast<int>(code);
}

}  // namespace

Delivery::Delivery(Outbox& outbox, Exchanges& exchanges, SessionKeeper& session, std::string command_prefix,
                   Millis resend_after, Handlers handlers)
    : outbox_(outbox),
      exchanges_(exchanges),
      session_(session),
      command_prefix_(std::move(command_prefix)),
      resend_after_(resend_after),
      handlers_(std::move(handlers)),
      most_(most_entries),
      ceiling_(most_entries),
      next_pause_(first_pause) {}

void Delivery::step() {
  end_overdue();
  if (on_its_way_.empty() && WaitClock::now() >= paused_until_) send_next();
}

// Those that somebody has stopped waiting for: what is on its way may still happen, what was not sent will not.
void Delivery::end_overdue() {
  const WaitPoint now = WaitClock::now();
  for (OutboxEntry& entry : outbox_.take_overdue(now)) entry.done(NoReply{entry.sent});
  for (OutboxEntry& entry : on_its_way_) {
    if (entry.done && now >= entry.give_up) std::exchange(entry.done, nullptr)(NoReply{true});
  }
}

WaitPoint Delivery::due() const {
  WaitPoint due = outbox_.next_overdue();
  for (const OutboxEntry& entry : on_its_way_) {
    if (entry.done) due = std::min(due, entry.give_up);
  }
  if (on_its_way_.empty() && paused_until_ > WaitClock::now()) due = std::min(due, paused_until_);
  return due;
}

void Delivery::send_next() {
  if (outbox_.has_start() && !session_.is_settled()) return session_.need();
  while (on_its_way_.empty()) {
    on_its_way_ = outbox_.take(most_);
    if (on_its_way_.empty()) return;
    refuse_oversized();
  }
  sent_under_ = session_.id();
  const auto asked = questions();
  const Terms terms{.resend_after = resend_after_, .may_be_too_large = is_single_result()};
  exchange_ = exchanges_.begin(asked, terms, [this](ExchangeOutcome outcome) { see(std::move(outcome)); });
}

// A daemon hangs up on a message that is too large, so such an entry would hold up all the others for ever.
void Delivery::refuse_oversized() {
  while (!on_its_way_.empty() && question(on_its_way_.front()).params.size() > largest_params) {
    OutboxEntry entry = std::move(on_its_way_.front());
    on_its_way_.erase(on_its_way_.begin());
    outbox_.settled(true);
    settle(entry, RpcError{static_cast<int>(ErrorCode::invalid_params), "larger than a message may be", "null"});
  }
}

// The report of a token's beginning keeps its command id for ever: a log that knows it by that takes it as the same.
void Delivery::name(OutboxEntry& entry) {
  if (entry.command_id) return;
  std::uint64_t number = entry.begins_token() ? entry.token->beginning() : 0;
  if (number == 0) number = ++commands_;
  if (entry.begins_token()) entry.token->beginning() = number;
  entry.command_id = command_prefix_ + "-" + std::to_string(number);
}

// As many as fit well into one message; the others go back.
std::vector<Question> Delivery::questions() {
  std::vector<Question> questions;
  std::size_t bytes = 0;
  for (OutboxEntry& entry : on_its_way_) {
    if (bytes > enough_bytes) break;
    name(entry);
    Question next = question(entry);
    bytes += next.params.size();
    if (bytes > largest_params) break;
    entry.sent = true;
    questions.push_back(std::move(next));
  }
  put_back_from(questions.size());
  return questions;
}

Question Delivery::question(const OutboxEntry& entry) const {
  const CommandBody body = entry.kind == OutboxEntry::Kind::command ? *entry.command : report_of(entry, session_.id());
  return {std::string(method_of(body)), encode_params(body, entry.command_id)};
}

void Delivery::see(ExchangeOutcome outcome) {
  if (const auto* answers = std::get_if<Answers>(&outcome)) return see(*answers);
  // Not read at all, or hung up on: this daemon takes fewer commands, or shorter ones, in one message. An end that can
  // not be told with its result is told without it, since all that comes behind it waits.
  if (is_single_result()) {
    on_its_way_.front().result.reset();
    if (handlers_.result_left_out) handlers_.result_left_out(*on_its_way_.front().token);
  }
  most_ = std::max<std::size_t>(1, on_its_way_.size() / 2);
  if (std::holds_alternative<MessageRefused>(outcome)) ceiling_ = most_;
  put_back_from(0);
}

void Delivery::take_back() {
  if (on_its_way_.empty()) return;
  exchanges_.forget(exchange_);
  put_back_from(0);
}

void Delivery::see(const Answers& answers) {
  for (std::size_t index = 0; index < answers.size(); ++index) {
    OutboxEntry& entry = on_its_way_[index];
    const auto* error = std::get_if<RpcError>(&answers[index]);
    if (error != nullptr && must_repeat(entry, *error)) {
      put_back_from(index);
      on_its_way_.clear();
      return;
    }
    outbox_.settled(error != nullptr);
    std::visit([&](const auto& answer) { settle(entry, answer); }, answers[index]);
  }
  most_ = std::min(ceiling_, most_ + std::max<std::size_t>(1, most_ / 4));
  on_its_way_.clear();
  next_pause_ = first_pause;
}

// What comes behind such an answer may depend on what did not happen, so all of it is sent again, in order.
bool Delivery::must_repeat(const OutboxEntry& entry, const RpcError& error) {
  if (is(error, ErrorCode::storage_unavailable) && !entry.done) {
    pause();
    return true;
  }
  if (is(error, ErrorCode::session_not_found) && entry.kind == OutboxEntry::Kind::start) {
    session_.lose(sent_under_, error);
    return true;
  }
  if (is(error, ErrorCode::token_not_found) && entry.kind == OutboxEntry::Kind::start) {
    return entry.token->leave_out_optional_parents();
  }
  return false;
}

void Delivery::settle(OutboxEntry& entry, const RpcResult& result) {
  if (entry.done) return entry.done(result);
  if (entry.token && entry.kind == OutboxEntry::Kind::command && std::holds_alternative<CreateToken>(*entry.command)) {
    if (const auto created = decode_result<CreateReply>(result.json)) handlers_.created(*entry.token, created->reply);
  }
  if (entry.kind != OutboxEntry::Kind::start) return;
  if (const auto started = decode_result<StartReply>(result.json)) handlers_.started(*entry.token, started->reply);
}

void Delivery::settle(OutboxEntry& entry, const RpcError& error) {
  if (entry.done) return entry.done(error);
  if (entry.kind == OutboxEntry::Kind::command) {
    if (entry.token && is(error, ErrorCode::already_terminal)) return;  // it is over all the same
    return handlers_.refused(entry, error);
  }
  if (entry.kind != OutboxEntry::Kind::start) return;  // it had ended: lost, or of a log that is no more
  outbox_.drop(*entry.token);
  handlers_.not_recorded(*entry.token, error);
}

bool Delivery::is_single_result() const {
  return on_its_way_.size() == 1 && on_its_way_.front().result;
}

void Delivery::put_back_from(std::size_t first) {
  std::vector<OutboxEntry> rest(std::make_move_iterator(on_its_way_.begin() + static_cast<std::ptrdiff_t>(first)),
                                std::make_move_iterator(on_its_way_.end()));
  on_its_way_.resize(first);
  outbox_.put_back(std::move(rest));
}

void Delivery::pause() {
  paused_until_ = wait_point_after(next_pause_);
  next_pause_ = std::min(next_pause_ * 2, longest_pause);
}

}  // namespace cancel::client
