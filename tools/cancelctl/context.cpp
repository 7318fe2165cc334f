#include "context.hpp"

#include <unistd.h>

#include <chrono>
#include <utility>

#include "text/terminal.hpp"

namespace cancel::cancelctl {

Context::Context(program::Settings settings)
    : settings_(std::move(settings)),
      output_(STDOUT_FILENO),
      palette_(!settings_.no_color && text::colour_suits(STDOUT_FILENO)),
      width_(text::terminal_width(STDOUT_FILENO)) {}

Timestamp Context::now() const {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

Messaging& Context::messaging() {
  if (!messaging_) messaging_ = std::make_unique<Messaging>();
  return *messaging_;
}

Daemon& Context::daemon() {
  if (!daemon_) daemon_ = std::make_unique<Daemon>(messaging(), settings_);
  return *daemon_;
}

}  // namespace cancel::cancelctl
