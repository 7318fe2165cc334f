#include "program/completion_model.hpp"

#include "program/completion.hpp"

namespace cancel::program {

namespace {

// CLI11 tells the allowed words of an option only as a part of its type's name: "TEXT:{graceful,force}".
std::vector<std::string> allowed_words(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const std::size_t open = type.find('{');
  const std::size_t close = type.find('}', open);
  if (open == std::string::npos || close == std::string::npos) return {};
  return CLI::detail::split(type.substr(open + 1, close - open - 1), ',');
}

CompletedOption completed_option(const CLI::Option& option) {
  return {option.get_lnames(), option.get_snames(), option.get_description(), option.get_type_size() != 0,
          allowed_words(option)};
}

CompletedCommand completed_command(const CLI::App& app) {
  CompletedCommand command{app.get_name(), app.get_description(), {}, false, {}};
  for (const CLI::Option* option : app.get_options()) {
    if (option->nonpositional()) {
      command.options.push_back(completed_option(*option));
    } else {
      command.takes_arguments = true;
      command.words = allowed_words(*option);
    }
  }
  return command;
}

}  // namespace

CompletedProgram completed_program(const CLI::App& app) {
  CompletedProgram program{completed_command(app), {}};
  for (const CLI::App* subcommand : app.get_subcommands([](const CLI::App*) { return true; })) {
    program.commands.push_back(completed_command(*subcommand));
  }
  return program;
}

std::string joined(const std::vector<std::string>& words, const char* separator) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : separator) + word;
  return text;
}

std::vector<std::string> typed_names(const CompletedOption& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.long_names) names.push_back("--" + name);
  for (const std::string& name : option.short_names) names.push_back("-" + name);
  return names;
}

std::string single_quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char byte : text) quoted += byte == '\'' ? std::string("'\\''") : std::string(1, byte);
  return quoted + "'";
}

std::optional<Shell> shell_named(const std::string& name) {
  if (name == "bash") return Shell::bash;
  if (name == "zsh") return Shell::zsh;
  if (name == "fish") return Shell::fish;
  return std::nullopt;
}

std::string completion_script(const CLI::App& app, Shell shell) {
  const CompletedProgram program = completed_program(app);
  switch (shell) {
    case Shell::bash:
      return bash_completion(program);
    case Shell::zsh:
      return zsh_completion(program);
    case Shell::fish:
      return fish_completion(program);
  }
  return {};
}

}  // namespace cancel::program
