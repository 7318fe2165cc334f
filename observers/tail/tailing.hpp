#pragma once

#include <optional>
#include <string>

#include "cancel/client/event_filter.hpp"
#include "program/event_watch.hpp"
#include "tail/event_selector.hpp"
#include "tail/progress_keeper.hpp"
#include "tail/reaction.hpp"
#include "tail/stop_signals.hpp"
#include "tail/token_lookup.hpp"

namespace cancel::tail {

// What happens to each event that a tail is handed: it is chosen or left out, reacted to, and noted as done.
//
// Not thread-safe. What it is made of must outlive it.
class Tailing : public program::EventTaker {
 public:
  struct Parts {
    EventSelector& selector;
    EventFilter filter;  // of the events that the selector wants
    TokenLookup& lookup;
    Reaction& reaction;
    ProgressKeeper* progress = nullptr;  // null: nobody remembers
    StopSignals* stop = nullptr;         // null: signals end the process at once
  };
  // `begin`: after which position it was to begin; empty: wherever the log ended.
  Tailing(Parts parts, const std::optional<Position>& begin);

  // Throws Failure and what the parts throw.
  bool take(const FollowedEvent& item) override;
  bool take(const UnreadableEvent& item) override;
  bool connected(const Connected& item) override;
  void caught_up(Position head) override;
  void log_changed(const std::string& log_id) override;
  void idle() override;
  void before_notice() override { parts_.reaction.settle(); }

  // Everything that was taken is done and noted when this returns. To be called at the end, too.
  void finish();

 private:
  bool wants(const Event& event);
  void react(const TailedEvent& event);
  void dealt_with(Position position);

  Parts parts_;
  std::optional<Position> begin_;
  bool contact_ = false;
  std::string log_id_;
};

}  // namespace cancel::tail
