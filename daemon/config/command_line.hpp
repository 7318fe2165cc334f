#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/assignment.hpp"

namespace cancel::daemon {

enum class Task { run, check_config, print_config, tell };

// What the command line asks for.
struct CommandLine {
  Task task = Task::run;
  std::string text;  // to tell: the help or the version
  std::optional<std::string> config_file;
  std::vector<Assignment> assignments;  // weakest first: --set, then the flags of their own
};

// Throws ConfigError for a flag that does not exist or lacks its value.
CommandLine parse_command_line(int argc, const char* const* argv);

}  // namespace cancel::daemon
