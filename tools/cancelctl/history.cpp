#include <limits>

#include "cancel/store/log_reader.hpp"
#include "commands.hpp"
#include "history_text.hpp"
#include "program/command_line.hpp"
#include "program/default_log.hpp"
#include "program/progress.hpp"
#include "text/time_text.hpp"

namespace cancel::cancelctl {

namespace {

struct HistoryOptions {
  std::optional<std::string> db;
  std::optional<std::string> token;
  std::optional<std::string> tool;
  std::optional<std::string> cause;
  std::optional<std::string> requester;
  std::optional<std::string> since;
  std::optional<std::string> until;
  std::optional<std::uint64_t> limit;
};

std::optional<Timestamp> moment(const std::string& name, const std::optional<std::string>& text, Timestamp now) {
  if (!text) return std::nullopt;
  const auto time = text::parse_moment(*text, now);
  if (time) return time;
  throw program::Failure(program::ExitCode::usage, name + ": \"" + *text + "\" is neither a time such as " +
                                                       "2026-11-20T14:00:00Z nor a duration such as 2h");
}

HistoryFilter filter_from(const Context& context, const HistoryOptions& options) {
  HistoryFilter filter;
  filter.space = context.settings().space;
  filter.token = options.token;
  filter.tool = options.tool;
  if (options.cause) filter.cause = from_string<Cause>(*options.cause);
  filter.requester = options.requester;
  filter.since = moment("--since", options.since, context.now());
  filter.until = moment("--until", options.until, context.now());
  filter.limit = options.limit.value_or(std::numeric_limits<std::int64_t>::max());
  return filter;
}

void history(Context& context, const HistoryOptions& options) {
  const LogReader log(options.db ? *options.db : program::default_log(context.settings()));
  const std::vector<HistoryRow> rows = log.history(filter_from(context, options));
  if (context.json()) {
    for (const HistoryRow& row : rows) context.print_line(history_json(row));
    return;
  }
  context.output().write(history_lines(context, rows));
}

}  // namespace

void add_history(Commands& commands) {
  CLI::App& command =
      commands.add("history", "Show who cancelled what and why, and whether it stopped, from the log's file",
                   "  cancelctl history --since 2h\n"
                   "  cancelctl history --token nightly -n github\n"
                   "  cancelctl history --cause timeout --tool search --json\n"
                   "  cancelctl history --db copy.db --since 2026-11-19T00:00:00Z --until 24h");
  const auto options = std::make_shared<HistoryOptions>();
  program::add_text(command, "--db", options->db,
                    "The log's file (that of the daemon at the endpoints, else that of a default one)")
      ->type_name("FILE");
  program::add_text(command, "--token", options->token, "Only the token with this id")->type_name("ID");
  program::add_text(command, "--tool", options->tool, "Only operations of this tool");
  program::add_choice(command, "--cause", options->cause, program::all_words<Cause>(),
                      "Only those cancelled for this cause");
  program::add_text(command, "--requester", options->requester, "Only those that this requester asked for");
  program::add_text(command, "--since", options->since,
                    "Only those requested then or later: RFC 3339, or 2h for 2 hours ago")
      ->type_name("TIME");
  program::add_text(command, "--until", options->until, "Only those requested before that")->type_name("TIME");
  program::add_limit(command, options->limit, "Only the last so many (all)");
  commands.on(command, [options](Context& context) { history(context, *options); });
}

}  // namespace cancel::cancelctl
