#include "server/daemon.hpp"

#include <chrono>
#include <string>

#include "cancel/system/open_file_limit.hpp"
#include "config/default_paths.hpp"
#include "server/server.hpp"

namespace cancel::daemon {
namespace {

using namespace std::chrono_literals;

// A start that takes longer than this says how far it is, and again after as long.
constexpr Moment progress_interval = 2s;

// How long the last answers and events may take to leave. Long enough for everyone who still reads.
constexpr std::chrono::milliseconds linger = 500ms;

// Thrown through the replay, which goes no further then.
struct StoppedEarly {};

OpenOptions open_options(const Config& config) {
  OpenOptions options;
  options.path = config.db;
  options.durability = config.durability;
  options.program_version = CANCELD_VERSION;
  return options;
}

CommandChannelOptions channel_options(const Config& config) {
  CommandChannelOptions options;
  options.limits = config.request;
  options.linger = linger;
  return options;
}

EventPublisherOptions publisher_options(const Config& config) {
  EventPublisherOptions options;
  options.waiting_messages = static_cast<int>(config.event_queue);
  options.linger = linger;
  return options;
}

}  // namespace

Daemon::Daemon(const Config& config, ProgramLog& log, const ServiceManager& manager, StopSignal& stop)
    : config_(config), log_(log), manager_(manager), stop_(stop) {
  raise_open_file_limit();
  EndpointGuard command_guard(config.command_endpoint);
  EndpointGuard event_guard(config.event_endpoint);
  if (config.db_is_default) make_private_folder_of(config.db);
  event_log_ = SqliteEventLog::open(open_options(config));
  channel_.emplace(context_, std::move(command_guard), channel_options(config));
  publisher_.emplace(context_, std::move(event_guard), publisher_options(config));
  ServiceOptions options = config.service;
  options.version = CANCELD_VERSION;
  options.log = event_log_->path();
  options.command_endpoint = channel_->endpoint();
  options.event_endpoint = publisher_->endpoint();
  snapshots_.emplace(event_log_->path());
  service_.emplace(*event_log_, *snapshots_, *channel_, *publisher_, clock_, ids_, std::move(options));
}

void Daemon::run() {
  if (!recover()) return;
  announce_ready();
  Server({*service_, channel_->socket(), clock_, stop_, manager_, log_, config_.detailed_events}).run();
  log_.write(LogLevel::info, "stopped", {{"head", event_log_->head()}});
}

bool Daemon::recover() {
  next_progress_ = clock_.elapsed() + progress_interval;
  try {
    replayed_ = service_->recover([this](Position position) { tell_progress(position); });
    return true;
  } catch (const StoppedEarly&) {
    manager_.stopping();
    log_.write(LogLevel::info, "stopped before the log was read");
    return false;
  }
}

void Daemon::tell_progress(Position position) {
  if (stop_.take()) throw StoppedEarly{};
  if (clock_.elapsed() < next_progress_) return;
  next_progress_ = clock_.elapsed() + progress_interval;
  log_.write(LogLevel::info, "reading the log", {{"position", position}, {"head", event_log_->head()}});
  manager_.still_starting("reading the log: position " + std::to_string(position) + " of " +
                          std::to_string(event_log_->head()));
}

void Daemon::announce_ready() const {
  log_.announce(LogLevel::info, "ready",
                {{"version", CANCELD_VERSION},
                 {"command_endpoint", channel_->endpoint()},
                 {"event_endpoint", publisher_->endpoint()},
                 {"log", event_log_->path()},
                 {"log_id", event_log_->id()},
                 {"head", event_log_->head()},
                 {"replayed", replayed_}});
  manager_.ready("serving");
}

}  // namespace cancel::daemon
