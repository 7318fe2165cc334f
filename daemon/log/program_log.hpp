#pragma once

#include <spdlog/logger.h>

#include <memory>
#include <string_view>

#include "log/descriptor_sink.hpp"
#include "log/log_line.hpp"

namespace cancel::daemon {

// What the daemon tells its operator: one line a fact on stderr, as text or as JSON. Not the log of events.
//
// Not thread-safe. Never throws, and is never held up for long (see DescriptorSink).
class ProgramLog {
 public:
  ProgramLog(LogLevel level, LogFormat format, int descriptor);

  bool tells(LogLevel level) const;

  // A fact, where the level is told. `fields` are cheap only if made after asking tells().
  void write(LogLevel level, std::string_view message, const LogFields& fields = {});

  // A fact that is told whatever the log's level is, "off" too.
  void announce(LogLevel level, std::string_view message, const LogFields& fields = {});

  // Until it ends, lines are gathered and written together. The log must outlive it.
  class Burst {
   public:
    explicit Burst(ProgramLog& log) : log_(log) { log_.gathering_ = true; }
    ~Burst() { log_.end_burst(); }
    Burst(const Burst&) = delete;
    Burst& operator=(const Burst&) = delete;

   private:
    ProgramLog& log_;
  };

 private:
  void put(spdlog::level::level_enum level, std::string_view word, std::string_view message, const LogFields& fields);
  void tell_losses();
  void end_burst();

  LogFormat format_;
  std::shared_ptr<DescriptorSink> sink_;
  spdlog::logger logger_;
  bool gathering_ = false;
};

}  // namespace cancel::daemon
