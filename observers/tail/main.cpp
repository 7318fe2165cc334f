// cancel-tail: prints the events of a canceld, without a hole and without a duplicate.

#include <unistd.h>

#include "cancel/client/event_follower.hpp"
#include "program/command_line.hpp"
#include "program/completion.hpp"
#include "program/event_printer.hpp"
#include "program/interruption.hpp"
#include "text/terminal.hpp"

namespace cancel::tail {

namespace {

using program::ExitCode;

struct TailOptions {
  std::optional<std::uint64_t> from;
  bool until_head = false;
  std::optional<std::string> token;
  std::vector<EventType> types;
  std::optional<std::string> completion;
};

void declare(CLI::App& app, TailOptions& options, program::Settings& settings) {
  app.set_version_flag("--version", "cancel-tail " CANCEL_VERSION);
  program::add_number(app, "--from", options.from, "Begin at this position; 0 or 1: at the beginning (now)");
  app.add_flag("--until-head", options.until_head, "End where the log ends, instead of waiting for more");
  program::add_text(app, "--token", options.token, "Only events of the token with this id")->type_name("ID");
  program::add_types(app, options.types);
  program::add_choice(app, "--completion", options.completion, {"bash", "zsh", "fish"},
                      "Print a completion script for this shell, and end");
  program::add_settings(app, settings);
  app.footer(
      "Examples:\n"
      "  cancel-tail\n"
      "  cancel-tail --from 0 --json > events.jsonl\n"
      "  cancel-tail --from 1000 --until-head --type CancellationRequested\n\n"
      "Exit codes: 0 done; 1 the daemon answered an error; 2 wrong usage; 3 no daemon within --timeout at the start.");
}

ExitCode print_completion(const CLI::App& app, const std::string& shell) {
  text::Output output(STDOUT_FILENO);
  output.write(program::completion_script(app, *program::shell_named(shell)));
  output.flush();
  return ExitCode::done;
}

ExitCode follow(const TailOptions& options, const program::Settings& settings) {
  FollowOptions follow;
  if (options.from) follow.after = program::position_before(*options.from);
  follow.filter = {settings.space, options.token, options.types};
  program::PrintOptions print;
  print.program = "cancel-tail";
  print.json = settings.json;
  print.until_head = options.until_head;
  print.timeout = settings.timeout;
  print.palette = text::Palette(!settings.no_color && text::colour_suits(STDOUT_FILENO));
  Messaging messaging;
  EventFollower follower(messaging, find_daemon(settings.command_endpoint, settings.event_endpoint), follow);
  text::Output output(STDOUT_FILENO);
  program::print_events(follower, output, print);
  return ExitCode::done;
}

ExitCode run(int argc, const char* const* argv) {
  CLI::App app("Print the events of a canceld as they happen: all of them, once each, in order", "cancel-tail");
  TailOptions options;
  program::Settings settings;
  declare(app, options, settings);
  if (const auto ended = program::parse(app, argc, argv)) return *ended;
  if (options.completion) return print_completion(app, *options.completion);
  return follow(options, settings);
}

}  // namespace

}  // namespace cancel::tail

int main(int argc, char** argv) {
  cancel::program::exit_on_interrupt();
  return cancel::program::run("cancel-tail", [&] { return cancel::tail::run(argc, argv); });
}
