#include "program/completion.hpp"

#include "commands.hpp"
#include "program/command_line.hpp"

namespace cancel::cancelctl {

void add_completion(Commands& commands) {
  CLI::App& command =
      commands.add("completion", "Print a script that makes a shell complete this program's command line",
                   "  source <(cancelctl completion bash)\n"
                   "  cancelctl completion zsh > ~/.zfunc/_cancelctl\n"
                   "  cancelctl completion fish > ~/.config/fish/completions/cancelctl.fish");
  const auto shell = std::make_shared<std::optional<std::string>>();
  program::add_choice(command, "SHELL", *shell, {"bash", "zsh", "fish"}, "The shell")->required();
  commands.on(command, [shell, &commands](Context& context) {
    context.output().write(program::completion_script(commands.app(), *program::shell_named(shell->value())));
  });
}

}  // namespace cancel::cancelctl
