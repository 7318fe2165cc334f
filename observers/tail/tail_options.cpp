#include "tail/tail_options.hpp"

#include "program/command_line.hpp"
#include "program/failure.hpp"
#include "tail/consumer_file.hpp"

namespace cancel::tail {

namespace {

using program::ExitCode;
using program::Failure;

constexpr const char* footer =
    "Examples:\n"
    "  cancel-tail\n"
    "  cancel-tail --from 0 --json > events.jsonl\n"
    "  cancel-tail --from 1000 --until-head --type CancellationRequested\n"
    "  cancel-tail --cause timeout --cause client_disconnected --tool search\n"
    "  cancel-tail --type CancellationExpired --exec 'logger \"unconfirmed: $CANCEL_TOKEN\"' --consumer pager\n"
    "  cancel-tail --follow --format cloudevents --webhook https://hooks.example/cancel --consumer hooks\n\n"
    "Exit codes: 0 done; 1 the daemon answered an error, or an event could not be delivered; 2 wrong usage;\n"
    "3 no daemon within --timeout at the start.";

void declare_reactions(CLI::App& app, TailOptions& options) {
  constexpr const char* group = "Reactions";
  program::add_text(app, "--exec", options.command,
                    "Run this shell command for each event, with the event on its stdin")
      ->type_name("COMMAND")
      ->group(group);
  program::add_text(app, "--webhook", options.url, "POST each event to this http or https URL")
      ->type_name("URL")
      ->group(group);
  program::add_texts(app, "--header", options.headers, "A header for --webhook, \"Name: value\"; several times")
      ->group(group);
  program::add_duration(app, "--webhook-timeout", options.webhook_timeout, "How long the webhook may take (10s)")
      ->group(group);
  program::add_number(app, "--retries", options.retries,
                      "How often to try an event again that could not be delivered, before giving up (for ever)")
      ->group(group);
  program::add_text(app, "--consumer", options.consumer,
                    "Remember under this name how far the events were dealt with, and go on from there")
      ->type_name("NAME")
      ->group(group);
}

void require(bool condition, const std::string& sentence) {
  if (!condition) throw Failure(ExitCode::usage, sentence + " (see cancel-tail --help)");
}

void check_format(const TailOptions& options) {
  require(!options.settings.json || options.format.value_or("json") == "json",
          "--json is --format json: with --format " + options.format.value_or("") + " it contradicts");
  require(!options.reacts() || options.format != "line", "--exec and --webhook take --format json or cloudevents only");
}

void check_webhook(const TailOptions& options) {
  require(options.url || options.headers.empty(), "--header is for --webhook");
  require(options.url || !options.webhook_timeout, "--webhook-timeout is for --webhook");
  require(options.webhook_timeout.value_or(Millis{1}) > Millis{0}, "--webhook-timeout must be more than 0");
  require(options.webhook_timeout.value_or(Millis{1}) <= std::chrono::hours{24}, "--webhook-timeout is at most a day");
  if (options.url) {
    const std::string fault = fault_of_url(*options.url);
    require(fault.empty(), "--webhook \"" + *options.url + "\" " + fault);
  }
  for (const std::string& header : options.headers) {
    const std::string fault = fault_of_header(header);
    require(fault.empty(), "--header \"" + header.substr(0, header.find(':')) + "\" " + fault);
  }
}

}  // namespace

void declare(CLI::App& app, TailOptions& options) {
  app.set_version_flag("--version", "cancel-tail " CANCEL_VERSION);
  program::add_number(app, "--from", options.from, "Begin at this position; 0 or 1: at the beginning (now)");
  app.add_flag("--until-head", options.until_head, "End where the log ends, instead of waiting for more");
  app.add_flag("-f,--follow", options.follow,
               "Go on for ever (as without it), and wait for a daemon that is not there yet");
  program::add_text(app, "--token", options.token, "Only events of the token with this id")
      ->check(program::fault_of_utf8)
      ->type_name("ID");
  program::add_types(app, options.types);
  program::add_texts(app, "--cause", options.causes,
                     "Only events of cancellations with this cause, such as timeout; several times for several causes")
      ->check(CLI::IsMember(program::all_words<Cause>()))
      ->option_text("WORD");
  program::add_texts(app, "--tool", options.tools,
                     "Only events of operations of this tool, from their start on; several times for several tools")
      ->check(program::fault_of_utf8)
      ->type_name("NAME");
  program::add_choice(app, "--format", options.format, {"line", "json", "cloudevents"},
                      "How each event is written (line; with --exec or --webhook json)");
  program::add_choice(app, "--completion", options.completion, {"bash", "zsh", "fish"},
                      "Print a completion script for this shell, and end");
  declare_reactions(app, options);
  program::add_settings(app, options.settings);
  app.footer(footer);
}

void check(const TailOptions& options) {
  require(!options.follow || !options.until_head, "--follow goes on for ever: with --until-head it contradicts");
  require(!(options.command && options.url), "--exec and --webhook can not both be done by one cancel-tail");
  require(options.reacts() || !options.retries, "--retries is for --exec and --webhook");
  require(!options.command || !options.command->empty(), "--exec has no command");
  require(!options.consumer || ConsumerFile::is_name(*options.consumer),
          "--consumer \"" + options.consumer.value_or("") + "\" is no name: 1 to 64 letters, digits, '.', '-' and '_'");
  check_format(options);
  check_webhook(options);
}

EventFormat format_of(const TailOptions& options) {
  const std::string format = options.format.value_or(options.settings.json || options.reacts() ? "json" : "line");
  if (format == "cloudevents") return EventFormat::cloudevents;
  return format == "json" ? EventFormat::json : EventFormat::line;
}

Selection selection_of(const TailOptions& options) {
  Selection selection;
  for (const std::string& cause : options.causes) selection.causes.push_back(*from_string<Cause>(cause));
  selection.tools = options.tools;
  return selection;
}

Webhook webhook_of(const TailOptions& options) {
  Webhook webhook;
  webhook.url = *options.url;
  webhook.headers = options.headers;
  webhook.timeout = options.webhook_timeout.value_or(webhook.timeout);
  return webhook;
}

}  // namespace cancel::tail
