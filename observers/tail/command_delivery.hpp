#pragma once

#include <map>
#include <string>

#include "tail/delivery.hpp"
#include "tail/event_format.hpp"
#include "tail/stop_signals.hpp"

namespace cancel::tail {

// What the environment of a command says of an event: CANCEL_POSITION, CANCEL_TYPE … An event that does not say
// something has it empty. No value holds a NUL character, which no environment can: U+FFFD takes its place.
std::map<std::string, std::string> command_environment(const TailedEvent& event);

// Runs a command for each event, through /bin/sh, with the event on its standard input and in its environment, never
// in the command line itself. It is delivered when the command ends with exit code 0. A command that runs when we are
// asked to stop is sent SIGTERM, with all of its process group, and SIGKILL five seconds later.
class CommandDelivery : public Delivery {
 public:
  // `stop` must outlive it.
  CommandDelivery(std::string command, EventFormat format, StopSignals& stop);

  Attempt attempt(const TailedEvent& event) override;

 private:
  std::string command_;
  EventFormat format_;
  StopSignals& stop_;
};

}  // namespace cancel::tail
