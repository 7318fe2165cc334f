#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "tail/delivery.hpp"
#include "tail/reaction.hpp"
#include "tail/stop_signals.hpp"

namespace cancel::tail {

// How long to wait before attempt number `retry` (1 is the first that is made again): 200 ms, then twice as long each
// time, up to 30 s; at least what the receiver asks for, but never more than an hour.
Millis retry_pause(std::uint64_t retry, const std::optional<Millis>& asked_for);

// Delivers each event, however often that has to be tried: at least once, one after the other.
class Retrying : public Reaction {
 public:
  // `retries`: how often one event is tried again; empty: for ever. `stop` must outlive it.
  Retrying(std::unique_ptr<Delivery> delivery, const std::optional<std::uint64_t>& retries, StopSignals& stop);

  void react(const TailedEvent& event) override;
  bool is_costly() const override { return true; }

 private:
  void wait(Millis pause);

  std::unique_ptr<Delivery> delivery_;
  std::optional<std::uint64_t> retries_;
  StopSignals& stop_;
};

}  // namespace cancel::tail
