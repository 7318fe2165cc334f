#pragma once

#include "tail/event_format.hpp"
#include "tail/reaction.hpp"
#include "text/output.hpp"

namespace cancel::tail {

// Prints events on standard output, one a line; settle() makes the lines visible. Throws OutputClosed, OutputFailed.
class Printing : public Reaction {
 public:
  Printing(EventFormat format, const text::Palette& palette);

  void react(const TailedEvent& event) override;
  void settle() override;

 private:
  EventFormat format_;
  text::Palette palette_;
  text::Output output_;
};

}  // namespace cancel::tail
