#pragma once

#include <optional>
#include <zmq.hpp>

#include "cancel/ports/clock.hpp"
#include "cancel/service/service.hpp"
#include "log/program_log.hpp"
#include "log/turn_log.hpp"
#include "server/service_manager.hpp"
#include "server/stop_signal.hpp"

namespace cancel::daemon {

// What a Server works with; all of it must outlive the server.
struct ServerParts {
  Service& service;
  zmq::socket_ref commands;  // the socket that the service's commands come from
  const Clock& clock;
  StopSignal& stop;
  const ServiceManager& manager;
  ProgramLog& log;
  bool detailed_events = false;
};

// The loop: waits for a command, for what is due, or for the signal to stop, and gives the service its turn.
// Not thread-safe: everything happens on the thread that calls run().
class Server {
 public:
  explicit Server(const ServerParts& parts) : parts_(parts), turn_log_(parts.log, parts.detailed_events) {}

  // Serves until SIGTERM or SIGINT; then carries out and answers what had come by then, answers those who wait, and
  // returns. What is still to be sent leaves while the sockets are closed. Throws zmq::error_t.
  void run();

 private:
  enum class Woken { by_work, by_signal };

  Woken wait();
  Moment wake_at() const;
  void take_turn();
  void tell_manager(const TurnReport& report) const;
  void give_sign_of_life();
  void drain(int signal);
  bool has_commands();

  ServerParts parts_;
  TurnLog turn_log_;
  std::optional<Moment> next_sign_;
};

}  // namespace cancel::daemon
