#include "commands.hpp"
#include "program/command_line.hpp"
#include "program/params.hpp"
#include "show.hpp"

namespace cancel::cancelctl {

namespace {

void status(Context& context, const std::optional<std::string>& id) {
  program::Params params;
  params.text("id", id).text("namespace", context.settings().space);
  const Answer answer = context.daemon().call("cancellation/status", params.json());
  if (context.json()) return context.print_line(answer.text);
  print_token(context, answer.json());
}

}  // namespace

void add_status(Commands& commands) {
  CLI::App& command = commands.add("status", "Show a token, and what runs under it",
                                   "  cancelctl status nightly\n  cancelctl status call-7 -n github --json");
  const auto id = std::make_shared<std::optional<std::string>>();
  program::add_text(command, "ID", *id, "The token's id")->required();
  commands.on(command, [id](Context& context) { status(context, *id); });
}

}  // namespace cancel::cancelctl
