#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cancel/domain/time.hpp"
#include "config/environment.hpp"

namespace cancel::daemon {

// Tells systemd, or whoever started the daemon in its manner, how it is: datagrams to the socket that NOTIFY_SOCKET
// names, as sd_notify(3) sends them. Where nobody asked, nothing is sent.
//
// Not thread-safe. Nothing here throws, and nothing waits for longer than 100 ms: a deaf manager must not stop the
// work.
class ServiceManager {
 public:
  // NOTIFY_SOCKET (a path, or "@name" in the abstract namespace), WATCHDOG_USEC and WATCHDOG_PID.
  explicit ServiceManager(const Variables& variables);

  void ready(std::string_view status) const;
  void status(std::string_view status) const;
  // That starting takes longer, but goes on.
  void still_starting(std::string_view status) const;
  void stopping() const;
  void alive() const;

  // How often alive() must be called; empty where nobody watches.
  std::optional<Millis> sign_of_life_interval() const { return interval_; }

 private:
  void send(const std::string& message) const;

  std::string socket_;  // empty: nobody asked
  std::optional<Millis> interval_;
};

}  // namespace cancel::daemon
