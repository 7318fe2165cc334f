#include "cancel/wire/event_codec.hpp"
#include "commands.hpp"
#include "paging.hpp"
#include "program/command_line.hpp"
#include "program/event_printer.hpp"
#include "text/event_line.hpp"
#include "text/visible.hpp"

namespace cancel::cancelctl {

namespace {

struct EventsOptions {
  std::optional<std::uint64_t> from;
  std::optional<std::string> token;
  std::vector<EventType> types;
  std::optional<std::uint64_t> limit;
};

std::vector<std::string> words_of(const std::vector<EventType>& types) {
  std::vector<std::string> words;
  for (const EventType type : types) words.emplace_back(to_string(type));
  return words;
}

Answer fetch_page(Context& context, const EventsOptions& options, Position after, std::uint64_t size) {
  program::Params params;
  params.number("after", after)
      .number("limit", size)
      .text("namespace", context.settings().space)
      .text("token", options.token)
      .texts("types", words_of(options.types));
  return context.daemon().call("events/read", params.json());
}

void print_event(Context& context, const std::string& json) {
  if (context.json()) return context.print_line(json);
  const auto event = decode_event(json);
  context.print_line(event ? text::event_line(*event, context.palette()) : text::visible(json));
}

// Where to begin: where the caller says, else at the first event that there is.
Position start(Context& context, const EventsOptions& options) {
  if (options.from) return program::position_before(*options.from);
  return program::position_before(context.daemon().call("server/info")["first"].number().value_or(0));
}

void print_events(Context& context, const EventsOptions& options) {
  Position after = start(context, options);
  std::uint64_t taken = 0;
  for (;;) {
    const std::uint64_t size = page_size(options.limit, taken);
    if (size == 0) return;
    const Answer page = fetch_page(context, options, after, size);
    for (const Json& event : page["events"].items()) {
      print_event(context, event.json());
      ++taken;
    }
    context.output().flush();
    const Position next = page["next"].number().value_or(after);
    if (next <= after || next >= page["head"].number().value_or(0)) return;
    after = next;
  }
}

}  // namespace

void add_events(Commands& commands) {
  CLI::App& command = commands.add("events", "Print the events in the log, up to now",
                                   "  cancelctl events\n"
                                   "  cancelctl events --token nightly --type CancellationRequested\n"
                                   "  cancelctl events --from 1000 --limit 50 --json");
  const auto options = std::make_shared<EventsOptions>();
  program::add_number(command, "--from", options->from, "Begin at this position (the first that the log has)");
  program::add_text(command, "--token", options->token, "Only events of the token with this id")->type_name("ID");
  program::add_types(command, options->types);
  program::add_limit(command, options->limit, "At most so many (all)");
  commands.on(command, [options](Context& context) { print_events(context, *options); });
}

}  // namespace cancel::cancelctl
