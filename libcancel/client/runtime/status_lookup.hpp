#pragma once

#include <deque>
#include <functional>
#include <vector>

#include "cancel/domain/names.hpp"
#include "cancel/domain/replies.hpp"
#include "rpc/exchanges.hpp"

namespace cancel::client {

// Asks what became of tokens: when they begin to be watched, and when events may have been missed for good. Many at a
// time, one message after the other. Nothing here waits. Not thread-safe: the I/O thread's.
class StatusLookup {
 public:
  using Found = std::function<void(const TokenName&, const StatusReply&)>;
  StatusLookup(Exchanges& exchanges, Millis resend_after, Found found);

  void look_up(TokenName name) { waiting_.push_back(std::move(name)); }
  void step();

 private:
  void see(const ExchangeOutcome& outcome);

  Exchanges& exchanges_;
  const Millis resend_after_;
  const Found found_;
  std::deque<TokenName> waiting_;
  std::vector<TokenName> asked_;
  std::size_t most_;
};

}  // namespace cancel::client
