#include "runtime/session_keeper.hpp"

#include <algorithm>
#include <utility>

#include "cancel/wire/reply_decoder.hpp"
#include "cancel/wire/request_encoder.hpp"

namespace cancel::client {

namespace {

constexpr Millis pause_after_refusal{30'000};
constexpr Millis pause_while_not_recorded{200};

const RpcError* refusal_in(const ExchangeOutcome& outcome) {
  const auto* answers = std::get_if<Answers>(&outcome);
  return answers != nullptr ? std::get_if<RpcError>(&answers->front()) : nullptr;
}

template <typename Reply>
std::optional<Reply> reply_in(const ExchangeOutcome& outcome) {
  const auto* answers = std::get_if<Answers>(&outcome);
  const auto* result = answers != nullptr ? std::get_if<RpcResult>(&answers->front()) : nullptr;
  if (result == nullptr) return std::nullopt;
  auto decoded = decode_result<Reply>(result->json);
  if (!decoded) return std::nullopt;
  return decoded->reply;
}

}  // namespace

SessionKeeper::SessionKeeper(Exchanges& exchanges, OpenSession wish, std::string command_prefix, Millis resend_after,
                             Handlers handlers)
    : exchanges_(exchanges),
      wish_(std::move(wish)),
      command_prefix_(std::move(command_prefix)),
      resend_after_(resend_after),
      handlers_(std::move(handlers)) {}

void SessionKeeper::need() {
  if (stage_ == Stage::none) open();
}

void SessionKeeper::open() {
  stage_ = Stage::opening;
  due_ = WaitPoint::max();
  const std::string command_id = command_prefix_ + "-session-" + std::to_string(opened_ + 1);
  exchanges_.begin({{"session/open", encode_params(wish_, command_id)}}, {resend_after_},
                   [this](const ExchangeOutcome& outcome) { see_opened(outcome); });
}

void SessionKeeper::see_opened(const ExchangeOutcome& outcome) {
  if (const auto opened = reply_in<OpenSessionReply>(outcome)) {
    ++opened_;
    stage_ = Stage::open;
    id_ = opened->session;
    lease_ = opened->lease;
    due_ = wait_point_after(lease_ / 3);
    return;
  }
  const RpcError* refusal = refusal_in(outcome);
  if (refusal != nullptr && refusal->code == static_cast<int>(ErrorCode::storage_unavailable)) {
    stage_ = Stage::not_recorded;
    due_ = wait_point_after(pause_while_not_recorded);
    return;
  }
  ++opened_;
  stage_ = Stage::refused;
  due_ = wait_point_after(pause_after_refusal);
  handlers_.refused(refusal != nullptr ? *refusal : RpcError{-32603, "the daemon's answer is not understood", "null"});
}

void SessionKeeper::step() {
  if (WaitClock::now() < due_) return;
  if (stage_ == Stage::refused || stage_ == Stage::not_recorded) return open();
  if (stage_ == Stage::open) renew();
}

void SessionKeeper::renew() {
  due_ = wait_point_after(lease_ / 3);
  const Terms terms{std::min(resend_after_, lease_ / 3), wait_point_after(lease_)};
  exchanges_.begin({{"session/renew", encode_params(RenewSession{*id_})}}, terms,
                   [this, session = *id_](const ExchangeOutcome& outcome) { see_renewed(session, outcome); });
}

void SessionKeeper::see_renewed(const std::string& session, const ExchangeOutcome& outcome) {
  const RpcError* refusal = refusal_in(outcome);
  if (refusal == nullptr || refusal->code != static_cast<int>(ErrorCode::session_not_found)) return;
  lose(session, *refusal);
  need();
}

void SessionKeeper::forget() {
  if (stage_ != Stage::open) return;
  stage_ = Stage::none;
  id_.reset();
  due_ = WaitPoint::max();
}

void SessionKeeper::lose(const std::optional<std::string>& id, const RpcError& error) {
  if (stage_ != Stage::open || id != id_) return;
  forget();
  handlers_.lost(error);
}

}  // namespace cancel::client
