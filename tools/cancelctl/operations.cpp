#include "commands.hpp"
#include "paging.hpp"
#include "program/command_line.hpp"
#include "show.hpp"

namespace cancel::cancelctl {

namespace {

struct OperationsOptions {
  std::optional<std::string> token;
  std::optional<std::string> session;
  std::optional<std::string> tool;
  std::optional<std::uint64_t> limit;
};

PagedList operations(const Context& context, const OperationsOptions& options) {
  const auto write_filter = [&context, &options](program::Params& params) {
    params.text("namespace", context.settings().space)
        .text("token", options.token)
        .text("session", options.session)
        .text("tool", options.tool);
  };
  return {"operation/list", "operations", write_filter, options.limit};
}

void list_operations(Context& context, const OperationsOptions& options) {
  if (context.json()) return print_list(context, operations(context, options));
  text::Table table = operations_table(context);
  for_each_item(
      context, operations(context, options),
      [&](const Json& operation) { add_operation(table, operation, context.now()); },
      [&] { context.output().write(table.take_page()); });
}

}  // namespace

void add_operations(Commands& commands) {
  CLI::App& command = commands.add("ops", "List running operations, in order of start",
                                   "  cancelctl ops\n"
                                   "  cancelctl ops --token nightly -n github\n"
                                   "  cancelctl ops --tool search --json");
  const auto options = std::make_shared<OperationsOptions>();
  program::add_text(command, "--token", options->token, "Only those that run under the token with this id")
      ->type_name("ID");
  program::add_text(command, "--session", options->session, "Only those of this session");
  program::add_text(command, "--tool", options->tool, "Only those of this tool");
  program::add_limit(command, options->limit, "At most so many (all)");
  commands.on(command, [options](Context& context) { list_operations(context, *options); });
}

}  // namespace cancel::cancelctl
