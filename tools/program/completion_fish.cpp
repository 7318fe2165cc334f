#include "program/completion_model.hpp"

namespace cancel::program {

namespace {

std::string names_of(const CompletedOption& option) {
  std::string names;
  for (const std::string& name : option.long_names) names += " -l " + name;
  for (const std::string& name : option.short_names) names += " -s " + name;
  return names;
}

std::string option_line(const std::string& program, const std::string& condition, const CompletedOption& option) {
  std::string line = "complete -c " + program + condition + names_of(option);
  if (option.takes_value) line += option.words.empty() ? " -r" : " -x -a " + single_quoted(joined(option.words));
  return line + " -d " + single_quoted(option.description) + "\n";
}

std::string command_lines(const std::string& program, const CompletedCommand& command) {
  std::string lines = "complete -c " + program + " -n __fish_use_subcommand -f -a " + command.name + " -d " +
                      single_quoted(command.description) + "\n";
  const std::string condition = " -n '__fish_seen_subcommand_from " + command.name + "'";
  for (const CompletedOption& option : command.options) lines += option_line(program, condition, option);
  if (command.words.empty()) return lines;
  return lines + "complete -c " + program + condition + " -f -a " + single_quoted(joined(command.words)) + "\n";
}

}  // namespace

std::string fish_completion(const CompletedProgram& program) {
  const std::string& name = program.main.name;
  std::string script = "# fish completion for " + name + "\n";
  const std::string condition = program.commands.empty() ? "" : " -n __fish_use_subcommand";
  for (const CompletedOption& option : program.main.options) script += option_line(name, condition, option);
  for (const CompletedCommand& command : program.commands) script += command_lines(name, command);
  return script;
}

}  // namespace cancel::program
