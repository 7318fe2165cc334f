#include "commands.hpp"
#include "program/command_line.hpp"
#include "program/params.hpp"
#include "show.hpp"

namespace cancel::cancelctl {

namespace {

struct CreateOptions {
  std::optional<std::string> id;
  std::vector<std::string> parents;
  std::vector<TokenName> foreign_parents;
  std::optional<Millis> ttl;
  Labels labels;
  std::optional<std::string> command_id;
};

void create(Context& context, const CreateOptions& options) {
  program::Params params;
  params.text("id", options.id)
      .text("namespace", context.settings().space)
      .parents(options.parents, options.foreign_parents)
      .duration("ttlMs", options.ttl)
      .labels("labels", options.labels)
      .text("commandId", options.command_id);
  const Answer answer = context.daemon().call("cancellation/create", params.json());
  if (context.json()) return context.print_line(answer.text);
  print_token(context, answer.json());
}

void add_parents(CLI::App& command, CreateOptions& options) {
  program::add_texts(command, "--parent", options.parents,
                     "A parent token, of the same namespace; several times for several")
      ->type_name("ID");
  const auto take = [&options](const std::vector<std::pair<std::string, std::string>>& names) {
    for (const auto& [space, id] : names) options.foreign_parents.push_back({space, id});
  };
  command
      .add_option_function<std::vector<std::pair<std::string, std::string>>>("--parent-in", take,
                                                                             "A parent token of another namespace")
      ->type_name("NAMESPACE ID")
      ->allow_extra_args(false);
}

}  // namespace

void add_create(Commands& commands) {
  CLI::App& command = commands.add("create", "Make a token; without ID one with a random id",
                                   "  cancelctl create\n"
                                   "  cancelctl create nightly --ttl 8h --label team=search\n"
                                   "  cancelctl create step-1 --parent nightly --json");
  const auto options = std::make_shared<CreateOptions>();
  program::add_text(command, "ID", options->id, "The token's id");
  add_parents(command, *options);
  program::add_duration(command, "--ttl", options->ttl, "Expires after this time in which nothing runs under it");
  program::add_labels(command, options->labels, "A label; several times for several labels");
  program::add_text(command, "--command-id", options->command_id, "Repeats with the same id are carried out once");
  commands.on(command, [options](Context& context) { create(context, *options); });
}

}  // namespace cancel::cancelctl
