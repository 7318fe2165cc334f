#pragma once

#include "cancel/client/daemon_endpoints.hpp"
#include "cancel/client/messaging.hpp"
#include "live/live_feed.hpp"
#include "top/view.hpp"

namespace cancel::top {

struct FullScreenOptions {
  View::Options view{};
  bool colour = true;
  std::string requester{};  // who cancels
  Millis answer_within{5'000};
};

// Shows the daemon on the terminal until its user quits: 0; or a signal ends it: the signal's number. The terminal is
// as it was then, whatever happens. Waits for a daemon as long as there is none.
//
// Draws what keys do at once, what the daemon does four times a second at most, and each second the times that pass.
// Throws Failure where the terminal can not be used, and BadEndpoint.
int show_full_screen(Messaging& messaging, const DaemonEndpoints& daemon, const FullScreenOptions& options);

}  // namespace cancel::top
