#include "runtime/status_lookup.hpp"

#include <algorithm>
#include <utility>

#include "cancel/wire/reply_decoder.hpp"
#include "cancel/wire/request_encoder.hpp"

namespace cancel::client {

namespace {

constexpr std::size_t most_tokens = 200;

}  // namespace

StatusLookup::StatusLookup(Exchanges& exchanges, Millis resend_after, Found found)
    : exchanges_(exchanges), resend_after_(resend_after), found_(std::move(found)), most_(most_tokens) {}

void StatusLookup::step() {
  if (!asked_.empty() || waiting_.empty()) return;
  std::vector<Question> questions;
  while (!waiting_.empty() && asked_.size() < most_) {
    asked_.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
    questions.push_back({"cancellation/status", encode_params(ReadStatus{asked_.back()})});
  }
  exchanges_.begin(questions, {resend_after_}, [this](const ExchangeOutcome& outcome) { see(outcome); });
}

void StatusLookup::see(const ExchangeOutcome& outcome) {
  const std::vector<TokenName> asked = std::exchange(asked_, {});
  const auto* answers = std::get_if<Answers>(&outcome);
  if (answers == nullptr) {  // this daemon takes fewer in one message
    most_ = std::max<std::size_t>(1, most_ / 2);
    waiting_.insert(waiting_.begin(), asked.begin(), asked.end());
    return;
  }
  for (std::size_t index = 0; index < answers->size(); ++index) {
    const auto* result = std::get_if<RpcResult>(&(*answers)[index]);
    if (result == nullptr) continue;  // not known yet: its events will come
    if (const auto status = decode_result<StatusReply>(result->json)) found_(asked[index], status->reply);
  }
}

}  // namespace cancel::client
