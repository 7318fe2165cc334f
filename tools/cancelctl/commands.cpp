#include "commands.hpp"

#include <utility>

#include "program/command_line.hpp"

namespace cancel::cancelctl {

namespace {

constexpr const char* exit_codes =
    "Exit codes: 0 done; 1 the daemon answered an error, or a fault was found; 2 wrong usage; 3 no daemon in time.";

}  // namespace

CLI::App& Commands::add(const std::string& name, const std::string& description, const std::string& examples) {
  CLI::App& command = *app_.add_subcommand(name, description);
  command.footer("Examples:\n" + examples + "\n\n" + exit_codes);
  program::add_settings(command, settings_);
  return command;
}

void Commands::on(CLI::App& command, Action action) {
  command.callback([this, action = std::move(action)] { chosen_ = action; });
}

}  // namespace cancel::cancelctl
