#include "runtime/log_check.hpp"

namespace cancel::client {

void LogCheck::begin() {
  if (!log_.has_begun()) return;  // nothing is known yet of any log
  if (asked_) exchanges_.forget(*asked_);
  position_ = *log_.position();
  held_until_ = wait_point_after(longest_);
  asked_ = exchanges_.begin({{"server/info", "{}"}}, {longest_, held_until_},
                            [this](const ExchangeOutcome& outcome) { see(outcome); });
  exchanges_.hold(*asked_);
}

void LogCheck::see(const ExchangeOutcome& outcome) {
  asked_.reset();
  const auto* answers = std::get_if<Answers>(&outcome);
  const auto* info = answers != nullptr ? std::get_if<RpcResult>(&answers->front()) : nullptr;
  const auto head = info != nullptr ? decode_log_head(info->json) : std::nullopt;
  const bool is_other = head && (head->log_id != log_.log_id() || head->head < position_);
  if (!is_other) release();
}

void LogCheck::note_change() {
  if (asked_) exchanges_.forget(*asked_);
  asked_.reset();
  release();
}

void LogCheck::step() {
  if (WaitClock::now() >= held_until_) release();
}

void LogCheck::release() {
  held_until_ = WaitPoint::max();
  exchanges_.release();
}

}  // namespace cancel::client
