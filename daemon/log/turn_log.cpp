#include "log/turn_log.hpp"

#include <string>

#include "log/event_fields.hpp"

namespace cancel::daemon {
namespace {

// A stop that nobody confirmed wants a person to look.
LogLevel level_of(const Event& event) {
  const auto* expired = std::get_if<CancellationExpired>(&event.data);
  return expired != nullptr && expired->because == ExpiredBecause::unconfirmed ? LogLevel::warn : LogLevel::info;
}

// A turn of more is one of a thousand a second: nobody reads them here, and telling them would cost more than recording
// them. Those that want a person to look are told all the same.
constexpr std::size_t most_events_told = 64;

void log_events(ProgramLog& log, const std::vector<Event>& events, bool detailed_events) {
  std::size_t told = 0;
  std::size_t left_out = 0;
  for (const Event& event : events) {
    const LogLevel level = level_of(event);
    if (!log.tells(level) || !(detailed_events || is_of_cancellation(event.type()))) continue;
    if (level == LogLevel::info && told == most_events_told) {
      ++left_out;
      continue;
    }
    log.write(level, message_of(event.type()), fields_of(event));
    if (level == LogLevel::info) ++told;
  }
  if (left_out == 0) return;
  log.write(LogLevel::info, "more events, not told one by one",
            {{"count", left_out}, {"head", events.back().position}});
}

void log_refusals(ProgramLog& log, const std::vector<Error>& refused) {
  for (const Error& error : refused) {
    const LogLevel level = error.code == ErrorCode::internal_error ? LogLevel::error : LogLevel::debug;
    if (!log.tells(level)) continue;
    log.write(level, "command refused", {{"code", static_cast<int>(error.code)}, {"because", error.message}});
  }
}

}  // namespace

void log_turn(ProgramLog& log, const TurnReport& report, bool detailed_events) {
  const ProgramLog::Burst burst(log);
  if (report.storage_recovered) log.write(LogLevel::warn, "log takes events again");
  log_events(log, report.published, detailed_events);
  log_refusals(log, report.refused);
  if (report.storage_failed) log.write(LogLevel::error, "log takes no events", {{"because", *report.storage_failed}});
  if (report.archived > 0) log.write(LogLevel::debug, "ended tokens left memory", {{"count", report.archived}});
  if (report.pruned > 0) log.write(LogLevel::info, "retention removed tokens", {{"count", report.pruned}});
}

}  // namespace cancel::daemon
