#pragma once

#include "tail/event_format.hpp"
#include "tail/reaction.hpp"
#include "tail/stop_signals.hpp"
#include "text/output.hpp"

namespace cancel::tail {

// Prints events on standard output, one a line; settle() makes the lines visible. Throws OutputClosed, OutputFailed.
class Printing : public Reaction {
 public:
  // `stop`: what ends the waiting for a reader that takes nothing (Failure); it must outlive this. Null: signals end
  // the process.
  Printing(EventFormat format, const text::Palette& palette, StopSignals* stop);

  void react(const TailedEvent& event) override;
  void settle() override;

 private:
  EventFormat format_;
  text::Palette palette_;
  text::Output output_;
};

}  // namespace cancel::tail
