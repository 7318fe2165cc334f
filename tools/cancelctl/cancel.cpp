#include <unistd.h>

#include <cstdlib>

#include <pwd.h>

#include "commands.hpp"
#include "program/command_line.hpp"
#include "program/params.hpp"
#include "show.hpp"

namespace cancel::cancelctl {

namespace {

struct CancelOptions {
  std::optional<std::string> id;

  // Of many.
  bool all = false;
  Labels labels;
  std::optional<std::string> tool;
  std::optional<std::string> session;
  bool dry_run = false;

  // Of one.
  std::optional<std::string> if_absent;
  std::optional<std::string> if_cancelled;

  std::optional<std::string> reason;
  std::optional<std::string> cause;
  std::optional<std::string> mode;
  bool force = false;
  std::optional<Millis> grace;
  std::optional<Millis> force_time;
  std::optional<std::string> requested_by;
  std::optional<std::string> command_id;

  bool filters() const { return all || !labels.empty() || tool || session; }
};

// "cancelctl:ann", so that the history says who it was.
std::string this_requester() {
  const passwd* user = getpwuid(geteuid());
  return "cancelctl:" + (user != nullptr ? std::string(user->pw_name) : std::to_string(geteuid()));
}

std::optional<std::string> mode_word(const CancelOptions& options) {
  if (options.force) return "force";
  return options.mode;
}

void write_wish(program::Params& params, const Context& context, const CancelOptions& options) {
  params.text("namespace", context.settings().space)
      .text("reason", options.reason)
      .text("cause", options.cause)
      .text("mode", mode_word(options))
      .duration("graceMs", options.grace)
      .duration("forceMs", options.force_time)
      .text("requestedBy", options.requested_by ? *options.requested_by : this_requester())
      .text("commandId", options.command_id);
}

void cancel_one(Context& context, const CancelOptions& options) {
  program::Params params;
  params.text("id", options.id).text("ifAbsent", options.if_absent).text("ifCancelled", options.if_cancelled);
  write_wish(params, context, options);
  const Answer answer = context.daemon().call("cancellation/cancel", params.json());
  if (context.json()) return context.print_line(answer.text);
  Properties properties{
      {"token", {context.settings().space.value_or("default") + "/" + *options.id, text::Style::bold}},
      {"state", state_cell(answer["state"])}};
  properties.emplace_back("cancelled", text::Cell{answer["alreadyCancelled"].truth() ? "it was before" : "now"});
  add_property(properties, "position", answer["position"]);
  context.output().write(text::property_lines(properties, context.palette()));
}

void cancel_many(Context& context, const CancelOptions& options) {
  program::Params params;
  params.labels("labels", options.labels).text("tool", options.tool).text("session", options.session);
  if (options.all) params.flag("all", true);
  if (options.dry_run) params.flag("dryRun", true);
  write_wish(params, context, options);
  const Answer answer = context.daemon().call("cancellation/cancelMany", params.json());
  if (context.json()) return context.print_line(answer.text);
  const std::string matched = answer["matched"].shown();
  context.print_line(matched + (matched == "1" ? " token" : " tokens") +
                     (options.dry_run ? " would be cancelled" : " cancelled"));
  text::Table table({{"NAMESPACE"}, {"TOKEN"}}, context.width(), context.palette());
  for (const Json& token : answer["tokens"].items()) table.add({{token["namespace"].shown()}, {token["id"].shown()}});
  if (!table.empty()) context.output().write(table.take_page());
}

[[noreturn]] void wrong(const std::string& sentence) {
  throw program::Failure(program::ExitCode::usage, sentence);
}

void check_mode(const CancelOptions& options) {
  if (options.force && options.mode == "graceful") wrong("--force contradicts --mode graceful");
}

void check_one(const CancelOptions& options) {
  check_mode(options);
  if (options.filters()) wrong("cancel takes an ID or filters (--all, --label, --tool, --session), not both");
  if (options.dry_run) wrong("--dry-run is for cancelling many: it needs a filter instead of an ID");
}

// A namespace alone names nothing: where a script's ID is empty, that must not cancel all of the namespace.
void run_cancel_many(Context& context, const CancelOptions& options, const std::string& wanted) {
  if (!options.filters()) wrong("name " + wanted + " (filters are --label, --tool and --session)");
  if (options.if_absent || options.if_cancelled) wrong("--if-absent and --if-cancelled are for cancelling one ID");
  check_mode(options);
  cancel_many(context, options);
}

void run_cancel(Context& context, const CancelOptions& options) {
  if (options.id) {
    check_one(options);
    cancel_one(context, options);
  } else {
    run_cancel_many(context, options, "an ID, a filter, or --all");
  }
}

void add_wish(CLI::App& command, CancelOptions& options) {
  program::add_text(command, "-r,--reason", options.reason, "Why, for people");
  program::add_choice(command, "--cause", options.cause, program::all_words<Cause>(),
                      "Why, for programs (user_requested)");
  program::add_choice(command, "--mode", options.mode, program::all_words<Mode>(),
                      "graceful: finish the current step; force: stop at once (graceful)");
  command.add_flag("-f,--force", options.force, "The same as --mode force");
  program::add_duration(command, "--grace", options.grace, "How long a graceful stop may take before it is escalated");
  program::add_duration(command, "--force-time", options.force_time,
                        "How long after that until it counts as unconfirmed");
  program::add_text(command, "--requested-by", options.requested_by, "Who asks for it (cancelctl:USER)");
  program::add_text(command, "--command-id", options.command_id, "Repeats with the same id are carried out once");
}

void add_filters(CLI::App& command, CancelOptions& options) {
  command.add_flag("--all", options.all, "All active tokens (of --namespace, where it is given)");
  program::add_labels(command, options.labels, "Those with this label; several times: with all of these");
  program::add_text(command, "--tool", options.tool, "Running operations of this tool");
  program::add_text(command, "--session", options.session, "Running operations of this session");
  command.add_flag("--dry-run", options.dry_run, "Only tell which ones it would be");
}

void add_cancel_one(Commands& commands) {
  CLI::App& command = commands.add("cancel", "Cancel a token and all that runs under it; or, with filters, many",
                                   "  cancelctl cancel nightly --reason \"wrong input\"\n"
                                   "  cancelctl cancel nightly --force --force-time 5s\n"
                                   "  cancelctl cancel call-7 --if-absent remember\n"
                                   "  cancelctl cancel --tool search --namespace github --dry-run");
  const auto options = std::make_shared<CancelOptions>();
  program::add_text(command, "ID", options->id, "The token's id; without it filters, or --all, say what is cancelled");
  add_wish(command, *options);
  program::add_choice(command, "--if-absent", options->if_absent, {"error", "remember"},
                      "What becomes of an id that there is not: an error, or it is cancelled before it exists (error)");
  program::add_choice(command, "--if-cancelled", options->if_cancelled, {"succeed", "error"},
                      "What a second cancel does (succeed)");
  add_filters(command, *options);
  commands.on(command, [options](Context& context) { run_cancel(context, *options); });
}

void add_cancel_many(Commands& commands) {
  CLI::App& command = commands.add("cancel-many", "Cancel all tokens that fit every filter; --namespace alone is none",
                                   "  cancelctl cancel-many --all --cause server_shutdown\n"
                                   "  cancelctl cancel-many --all --namespace github\n"
                                   "  cancelctl cancel-many --label team=search --dry-run");
  const auto options = std::make_shared<CancelOptions>();
  add_wish(command, *options);
  add_filters(command, *options);
  commands.on(command, [options](Context& context) { run_cancel_many(context, *options, "a filter, or --all"); });
}

}  // namespace

void add_cancel(Commands& commands) {
  add_cancel_one(commands);
  add_cancel_many(commands);
}

}  // namespace cancel::cancelctl
