#pragma once

#include <optional>
#include <string>

#include "config/environment.hpp"

namespace cancel::daemon {

// $XDG_CONFIG_HOME/canceld/canceld.toml, else ~/.config/canceld/canceld.toml, where that file exists.
std::optional<std::string> default_config_file(const Variables& variables);

// $XDG_STATE_HOME/canceld/cancel.db, else ~/.local/state/canceld/cancel.db; empty where there is no home folder.
std::optional<std::string> default_db(const Variables& variables);

// Makes the folder of the default log, readable by its owner only, and those above it that are missing. Throws
// LogUnusable, which names the folder.
void make_private_folder_of(const std::string& file);

}  // namespace cancel::daemon
