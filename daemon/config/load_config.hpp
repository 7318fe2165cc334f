#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/command_line.hpp"
#include "config/environment.hpp"

namespace cancel::daemon {

struct LoadedConfig {
  Task task = Task::run;
  std::string text;  // to tell: the help or the version; the rest is empty then
  Config config;
  std::vector<std::string> origins;  // where the value of each of config_keys() comes from
  std::optional<std::string> file;   // that was read
};

// The effective configuration: the defaults, overridden by the file, by the environment, by the flags. Reads the file
// and looks for default folders, and changes nothing. Throws ConfigError.
LoadedConfig load_config(int argc, const char* const* argv, const Variables& variables);

}  // namespace cancel::daemon
