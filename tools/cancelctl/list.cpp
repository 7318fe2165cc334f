#include "commands.hpp"
#include "paging.hpp"
#include "program/command_line.hpp"
#include "show.hpp"

namespace cancel::cancelctl {

namespace {

struct ListOptions {
  std::optional<std::string> state;
  bool cancelled = false;
  bool not_cancelled = false;
  Labels labels;
  std::optional<std::uint64_t> limit;

  std::optional<bool> wanted_cancelled() const {
    if (cancelled || not_cancelled) return cancelled;
    return std::nullopt;
  }
};

PagedList tokens(const Context& context, const ListOptions& options) {
  const auto write_filter = [&context, &options](program::Params& params) {
    params.text("namespace", context.settings().space).text("state", options.state);
    params.flag("cancelled", options.wanted_cancelled()).labels("labels", options.labels);
  };
  return {"cancellation/list", "tokens", write_filter, options.limit};
}

void add_row(text::Table& table, const Json& token, Timestamp now) {
  table.add({{token["namespace"].shown()},
             {token["id"].shown()},
             state_cell(token["state"]),
             {shown_time(token["createdAt"], now)},
             {token["cause"].shown()},
             {shown_labels(token["labels"].labels())},
             {token["reason"].shown()}});
}

void list(Context& context, const ListOptions& options) {
  if (context.json()) return print_list(context, tokens(context, options));
  text::Table table({{"NAMESPACE"}, {"TOKEN"}, {"STATE"}, {"CREATED"}, {"CAUSE"}, {"LABELS"}, {"REASON"}},
                    context.width(), context.palette());
  for_each_item(
      context, tokens(context, options), [&](const Json& token) { add_row(table, token, context.now()); },
      [&] { context.output().write(table.take_page()); });
}

}  // namespace

void add_list(Commands& commands) {
  CLI::App& command = commands.add("list", "List tokens, in order of creation",
                                   "  cancelctl list --state active\n"
                                   "  cancelctl list -n github --label team=search\n"
                                   "  cancelctl list --cancelled --json | jq -r '.tokens[].id'");
  const auto options = std::make_shared<ListOptions>();
  program::add_choice(command, "--state", options->state, program::all_words<TokenState>(), "Only those in this state");
  auto* cancelled = command.add_flag("--cancelled", options->cancelled, "Only cancelled ones");
  command.add_flag("--not-cancelled", options->not_cancelled, "Only those that are not cancelled")->excludes(cancelled);
  program::add_labels(command, options->labels, "Only those with this label; several times: with all of these");
  program::add_limit(command, options->limit, "At most so many (all)");
  commands.on(command, [options](Context& context) { list(context, *options); });
}

}  // namespace cancel::cancelctl
