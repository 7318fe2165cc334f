#pragma once

#include <string>

#include "cancel/domain/time.hpp"
#include "live/live_state.hpp"
#include "top/column.hpp"
#include "top/look.hpp"

namespace cancel::top {

struct CellText {
  std::string text;  // not yet visible()
  Look look{};
};

// What a column says of a token. Cost: that of its texts; of a token that others share, the number of its children.
CellText cell_of(const live::LiveState& state, const live::LiveToken& token, PaneKind pane, Field field, Timestamp now);

// "5 min 3 s": whole seconds once there is one, so that it does not flicker.
std::string age_text(Timestamp::duration age);

// How long it takes until something happens by itself: "force in 12 s", "unconfirmed in 9 s", "unconfirmed for 3 s",
// "waits for 3" (that run under it). Empty where nothing is known.
CellText countdown_of(const live::LiveState& state, const live::LiveToken& token, Timestamp now);

// A milliseconds number as text, "12 ms", "1.5 s"; what is below 10 ms with a tenth.
std::string latency_text(double milliseconds);

}  // namespace cancel::top
