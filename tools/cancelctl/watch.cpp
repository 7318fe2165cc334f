#include "cancel/client/event_follower.hpp"
#include "commands.hpp"
#include "program/command_line.hpp"
#include "program/event_printer.hpp"
#include "program/params.hpp"

namespace cancel::cancelctl {

namespace {

struct WatchOptions {
  std::optional<std::string> id;
  std::optional<std::uint64_t> from;
  std::vector<EventType> types;
  std::optional<std::string> until;
};

FollowOptions follow_options(const Context& context, const WatchOptions& options) {
  FollowOptions follow;
  if (options.from) follow.after = program::position_before(*options.from);
  follow.filter = {context.settings().space, options.id, options.types};
  return follow;
}

// Whether the token is what the watcher waits for. One that ended without a cancellation never will be.
bool reached(Context& context, const WatchOptions& options) {
  program::Params params;
  params.text("id", options.id).text("namespace", context.settings().space);
  const Answer token = context.daemon().call("cancellation/status", params.json());
  const std::string state = token["state"].shown();
  const bool cancelled = token["cancelled"].truth();
  if (!cancelled && state != "active") {
    context.output().flush();
    throw program::Failure(program::ExitCode::refused, *options.id + " ended without a cancellation: it is " + state);
  }
  return *options.until == "cancelled" ? cancelled : state == "completed";
}

void watch(Context& context, const WatchOptions& options) {
  const program::Settings& settings = context.settings();
  const auto daemon = find_daemon(settings.command_endpoint, settings.event_endpoint);
  EventFollower follower(context.messaging(), daemon, follow_options(context, options));
  program::PrintOptions print;
  print.program = "cancelctl";
  print.endpoint = daemon.command;
  print.json = context.json();
  print.timeout = settings.timeout;
  print.palette = context.palette();
  if (options.until) print.enough = [&](const Event*) { return reached(context, options); };
  program::print_events(follower, context.output(), print);
}

}  // namespace

void add_watch(Commands& commands) {
  CLI::App& command = commands.add("watch", "Follow events live: all, those of a namespace, or those of a token",
                                   "  cancelctl watch\n"
                                   "  cancelctl watch nightly --until completed\n"
                                   "  cancelctl watch -n github --type CancellationRequested --json");
  const auto options = std::make_shared<WatchOptions>();
  auto* id = program::add_text(command, "ID", options->id,
                               "Only events of the token with this id (in --namespace, else in all)");
  program::add_number(command, "--from", options->from, "Begin at this position; 0 or 1: at the beginning (now)");
  program::add_types(command, options->types);
  program::add_choice(command, "--until", options->until, {"cancelled", "completed"},
                      "End when the token is cancelled, or its cancellation completed")
      ->needs(id);
  commands.on(command, [options](Context& context) { watch(context, *options); });
}

}  // namespace cancel::cancelctl
