#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace demo {

// What the command line says. A value.
struct Arguments {
  bool stdio = false;
  std::optional<std::string> http_host{};  // serve HTTP there
  std::uint16_t http_port = 0;
  std::optional<std::string> command_endpoint{};  // of canceld; empty: everything stays in this process
  std::optional<std::string> event_endpoint{};
};

// Prints and leaves where that was asked for (0), or where the words are wrong (2, one line on stderr that names what).
Arguments read_arguments(int count, char** words);

}  // namespace demo
