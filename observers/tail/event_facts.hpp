#pragma once

#include <string>
#include <string_view>

namespace cancel::tail {

// What an event says, as texts; empty where it does not say it. Works for kinds of events that this program does not
// know, too.
struct EventFacts {
  std::string type;
  std::string time;
  std::string space;
  std::string token;
  std::string tool;
  std::string cause;
  std::string mode;
  std::string reason;
  std::string requested_by;
  std::string outcome;
};

// `json`: an event as the daemon writes it. Never throws, whatever it is.
EventFacts event_facts(std::string_view json);

}  // namespace cancel::tail
