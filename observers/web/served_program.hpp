#pragma once

#include <signal.h>

#include <optional>
#include <string>

#include "cancel/domain/time.hpp"
#include "cancel/http/server.hpp"
#include "program/settings.hpp"
#include "web/listen_address.hpp"

// How a program that serves pages begins, says that it is there, and ends.
namespace cancel::web {

// What --listen says, or `usual` where it says nothing. Throws program::Failure (usage).
ListenAddress listen_address(const std::optional<std::string>& given, const char* usual);

// How long to wait for each answer of the daemon, by --timeout. Throws program::Failure (usage) where that is 0: such a
// program would wait for its daemon for ever, and show nothing.
Millis answer_within(const program::Settings& settings);

// SIGINT and SIGTERM of the whole process: from here on they wait to be awaited. To be made before any other thread is,
// which inherits that. It is not undone: a second signal does not hinder the end.
class EndSignals {
 public:
  EndSignals();
  void await() const;

 private:
  sigset_t signals_{};
};

struct ServedProgram {
  std::string name;
  ListenAddress address;
  std::string first_page;      // of those it serves, without the slash: it is said at the beginning
  http::ServerOptions limits;  // host and port are those of `address`
};

// Serves what `handler` answers until one of `signals` comes. Prints "NAME ready: URL" once it listens, with the port
// that the system chose where `address` leaves it that. Throws http::BindError; as program::print().
void serve(const ServedProgram& served, const EndSignals& signals, http::Handler handler);

}  // namespace cancel::web
