#pragma once

#include <functional>
#include <string>

#include "program/event_watch.hpp"
#include "text/output.hpp"
#include "text/style.hpp"

namespace cancel::program {

struct PrintOptions {
  std::string program;   // for notices on stderr
  std::string endpoint;  // of the daemon, for the same
  bool json = false;     // the daemon's own JSON instead of text
  Millis timeout{};      // how long the daemon may be away at the start; later absences are waited out
  text::Palette palette{false};
  // Called after each event that was printed, and once when the daemon has first answered (with a null pointer). True
  // ends it.
  std::function<bool(const Event*)> enough;
};

// Prints the events that `follower` hands out, one a line, each at once where nothing else waits, until it is enough;
// for ever where nothing says so. Throws Failure: no daemon at the start, or one that refuses.
void print_events(EventFollower& follower, text::Output& output, const PrintOptions& options);

}  // namespace cancel::program
