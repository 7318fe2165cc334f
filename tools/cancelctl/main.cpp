// cancelctl: the command line of a running canceld, and of its log.

#include "cancel/client/messaging.hpp"
#include "commands.hpp"
#include "program/command_line.hpp"
#include "program/failure.hpp"
#include "program/interruption.hpp"

namespace cancel::cancelctl {

namespace {

using program::ExitCode;

void add_all(Commands& commands) {
  for (const auto add : {add_create, add_cancel, add_status, add_list, add_operations, add_result, add_release,
                         add_watch, add_wait, add_history, add_statistics, add_events, add_verify, add_backup,
                         add_prune, add_ping, add_info, add_completion}) {
    add(commands);
  }
}

ExitCode run(int argc, const char* const* argv) {
  CLI::App app("Create, cancel, watch and audit cancellation tokens of a canceld", "cancelctl");
  app.set_version_flag("--version", "cancelctl " CANCEL_VERSION);
  app.require_subcommand(1);
  app.footer(
      "Each command has examples: cancelctl cancel --help\n\n"
      "Exit codes: 0 done; 1 the daemon answered an error, or a fault was found; 2 wrong usage; 3 no daemon in time.");
  program::Settings settings;
  program::add_settings(app, settings);
  Commands commands(app, settings);
  add_all(commands);
  if (const auto ended = program::parse(app, argc, argv)) return *ended;
  Context context(settings);
  commands.chosen()(context);
  context.output().flush();
  return ExitCode::done;
}

}  // namespace

}  // namespace cancel::cancelctl

int main(int argc, char** argv) {
  cancel::program::exit_on_interrupt();
  return cancel::program::run("cancelctl", [&] { return cancel::cancelctl::run(argc, argv); });
}
