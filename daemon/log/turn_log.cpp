#include "log/turn_log.hpp"

#include <string>

#include "cancel/domain/event_story.hpp"
#include "log/event_fields.hpp"

namespace cancel::daemon {
namespace {

// A stop that nobody confirmed wants a person to look.
LogLevel level_of(const Event& event) {
  const auto* expired = std::get_if<CancellationExpired>(&event.data);
  return expired != nullptr && expired->because == ExpiredBecause::unconfirmed ? LogLevel::warn : LogLevel::info;
}

// Enough for a person to follow, and to see what a burst began with.
constexpr std::size_t most_events_of_a_second = 500;

void log_refusals(ProgramLog& log, const std::vector<Error>& refused) {
  for (const Error& error : refused) {
    const LogLevel level = error.code == ErrorCode::internal_error ? LogLevel::error : LogLevel::debug;
    if (!log.tells(level)) continue;
    log.write(level, "command refused", {{"code", static_cast<int>(error.code)}, {"because", error.message}});
  }
}

}  // namespace

void TurnLog::tell(const TurnReport& report, Moment now) {
  const ProgramLog::Burst burst(log_);
  if (now >= second_end_) begin_second(now);
  if (report.storage_recovered) log_.write(LogLevel::warn, "log takes events again");
  tell_events(report.published);
  log_refusals(log_, report.refused);
  if (report.storage_failed) log_.write(LogLevel::error, "log takes no events", {{"because", *report.storage_failed}});
  if (report.archived > 0) log_.write(LogLevel::debug, "ended tokens left memory", {{"count", report.archived}});
  if (report.damage) log_.write(LogLevel::error, "the log is damaged", {{"because", *report.damage}});
  if (report.snapshot_failed) {
    log_.write(LogLevel::warn, "no snapshot could be written", {{"because", *report.snapshot_failed}});
  }
  pruned_ += report.pruned;
}

void TurnLog::begin_second(Moment now) {
  if (left_out_ > 0) {
    log_.write(LogLevel::info, "more events, not told one by one", {{"count", left_out_}, {"head", head_}});
  }
  if (pruned_ > 0) log_.write(LogLevel::info, "tokens removed from the log", {{"count", pruned_}});
  second_end_ = now + std::chrono::seconds{1};
  told_ = left_out_ = pruned_ = 0;
}

void TurnLog::tell_events(const std::vector<Event>& events) {
  for (const Event& event : events) {
    const LogLevel level = level_of(event);
    if (!wanted(event, level)) continue;
    if (level == LogLevel::info && told_ == most_events_of_a_second) {
      ++left_out_;
      head_ = event.position;
      continue;
    }
    if (level == LogLevel::info) ++told_;
    log_.write(level, message_of(event.type()), fields_of(event));
  }
}

bool TurnLog::wanted(const Event& event, LogLevel level) const {
  return log_.tells(level) && (detailed_events_ || is_of_cancellation(event.type()));
}

}  // namespace cancel::daemon
