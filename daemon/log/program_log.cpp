#include "log/program_log.hpp"

#include <spdlog/pattern_formatter.h>

#include <string>

namespace cancel::daemon {
namespace {

spdlog::level::level_enum spdlog_level(LogLevel level) {
  switch (level) {
    case LogLevel::trace:
      return spdlog::level::trace;
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warn:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
    case LogLevel::off:
      break;
  }
  return spdlog::level::off;
}

std::unique_ptr<spdlog::formatter> formatter_of(LogFormat format) {
  const std::string pattern =
      format == LogFormat::json ? "{\"time\":\"%Y-%m-%dT%H:%M:%S.%fZ\",%v}" : "%Y-%m-%dT%H:%M:%S.%fZ %v";
  return std::make_unique<spdlog::pattern_formatter>(pattern, spdlog::pattern_time_type::utc, "\n");
}

}  // namespace

ProgramLog::ProgramLog(LogLevel level, LogFormat format, int descriptor)
    : format_(format), sink_(std::make_shared<DescriptorSink>(descriptor)), logger_("canceld", sink_) {
  logger_.set_formatter(formatter_of(format));
  logger_.set_level(spdlog_level(level));
}

bool ProgramLog::tells(LogLevel level) const {
  return level != LogLevel::off && logger_.should_log(spdlog_level(level));
}

void ProgramLog::write(LogLevel level, std::string_view message, const LogFields& fields) {
  if (!tells(level)) return;
  tell_losses();
  put(spdlog_level(level), word_of(level), message, fields);
}

void ProgramLog::announce(LogLevel level, std::string_view message, const LogFields& fields) {
  const auto told = logger_.level();
  logger_.set_level(spdlog::level::trace);
  put(spdlog_level(level), word_of(level), message, fields);
  logger_.set_level(told);
}

void ProgramLog::put(spdlog::level::level_enum level, std::string_view word, std::string_view message,
                     const LogFields& fields) {
  logger_.log(level, format_fact(format_, word, message, fields));
  if (!gathering_) logger_.flush();
}

void ProgramLog::tell_losses() {
  const std::uint64_t lost = sink_->take_lost_lines();
  if (lost == 0) return;
  put(spdlog::level::warn, word_of(LogLevel::warn), "program log lines lost", {{"count", lost}});
}

void ProgramLog::end_burst() {
  gathering_ = false;
  logger_.flush();
}

}  // namespace cancel::daemon
