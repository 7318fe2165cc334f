#pragma once

#include <memory>
#include <optional>
#include <zmq.hpp>

#include "cancel/service/service.hpp"
#include "cancel/store/snapshot_file.hpp"
#include "cancel/store/sqlite_event_log.hpp"
#include "cancel/system/random_ids.hpp"
#include "cancel/system/system_clock.hpp"
#include "cancel/transport/zmq_command_channel.hpp"
#include "cancel/transport/zmq_event_publisher.hpp"
#include "config/config.hpp"
#include "log/program_log.hpp"
#include "server/service_manager.hpp"
#include "server/stop_signal.hpp"

namespace cancel::daemon {

// The whole daemon: the service with its log, its sockets, its clock. Not thread-safe.
class Daemon {
 public:
  // Takes the endpoints and the log, in an order in which a second daemon disturbs nothing of the first: it takes the
  // locks, then opens the log, then listens. Everything given must outlive it. Throws EndpointInUse, EndpointError,
  // LogInUse, LogUnusable, LogError.
  Daemon(const Config& config, ProgramLog& log, const ServiceManager& manager, StopSignal& stop);

  // Reads the log, says that it is ready, and serves until a signal stops it. A signal while it still reads the log
  // stops it, too. Throws LogDamaged, LogError, zmq::error_t.
  void run();

 private:
  bool recover();
  void tell_progress(Position position);
  void announce_ready() const;

  const Config& config_;
  ProgramLog& log_;
  const ServiceManager& manager_;
  StopSignal& stop_;

  SystemClock clock_;
  RandomIds ids_;
  std::unique_ptr<SqliteEventLog> event_log_;
  std::optional<SnapshotFile> snapshots_;
  zmq::context_t context_;  // waits in its destructor for what the sockets still have to send
  std::optional<ZmqCommandChannel> channel_;
  std::optional<ZmqEventPublisher> publisher_;
  std::optional<Service> service_;

  std::uint64_t replayed_ = 0;
  Moment next_progress_{};
};

}  // namespace cancel::daemon
