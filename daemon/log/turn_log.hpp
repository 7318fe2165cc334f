#pragma once

#include "cancel/service/service.hpp"
#include "log/program_log.hpp"

namespace cancel::daemon {

// Tells what the service's turns did. The facts of cancellations are told always, with their reason; those of tokens,
// operations and sessions only where `detailed_events`. Under load the first events of each second are told and the rest
// counted, but for what wants a person to look: nobody reads thousands of lines a second, and writing them would cost more
// than recording the events. The log of events has all of them in any case. Not thread-safe.
class TurnLog {
 public:
  // `log` must outlive it.
  TurnLog(ProgramLog& log, bool detailed_events) : log_(log), detailed_events_(detailed_events) {}

  // `now` on the monotonic clock.
  void tell(const TurnReport& report, Moment now);

 private:
  void begin_second(Moment now);
  void tell_events(const std::vector<Event>& events);
  bool wanted(const Event& event, LogLevel level) const;

  ProgramLog& log_;
  const bool detailed_events_;
  Moment second_end_ = Moment::min();
  std::size_t told_ = 0;      // in this second
  std::size_t left_out_ = 0;  // likewise
  Position head_ = 0;         // of the last that was left out
  std::size_t pruned_ = 0;    // tokens, since it was told
};

}  // namespace cancel::daemon
