#include "commands.hpp"
#include "program/command_line.hpp"
#include "program/params.hpp"

namespace cancel::cancelctl {

namespace {

struct ReleaseOptions {
  std::optional<std::string> id;
  std::optional<std::string> command_id;
};

void release(Context& context, const ReleaseOptions& options) {
  program::Params params;
  params.text("id", options.id).text("namespace", context.settings().space).text("commandId", options.command_id);
  const Answer answer = context.daemon().call("cancellation/release", params.json());
  context.print_line(context.json() ? answer.text : "done, at position " + answer["position"].shown());
}

}  // namespace

void add_release(Commands& commands) {
  CLI::App& command = commands.add("release", "End a token that nobody needs any more", "  cancelctl release nightly");
  const auto options = std::make_shared<ReleaseOptions>();
  program::add_text(command, "ID", options->id, "The token's id")->required();
  program::add_text(command, "--command-id", options->command_id, "Repeats with the same id are carried out once");
  commands.on(command, [options](Context& context) { release(context, *options); });
}

}  // namespace cancel::cancelctl
