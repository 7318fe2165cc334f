#pragma once

#include <optional>
#include <string>

#include "cancel/domain/time.hpp"

namespace cancel::program {

// What every command of every client program can be told.
struct Settings {
  std::optional<std::string> space;  // the namespace
  bool json = false;
  Millis timeout{5'000};       // how long to wait for the daemon
  bool timeout_given = false;  // somebody asked for just that time-out
  std::optional<std::string> command_endpoint;
  std::optional<std::string> event_endpoint;
  bool no_color = false;
};

}  // namespace cancel::program
