#include "program/completion_model.hpp"

namespace cancel::program {

namespace {

std::string function_name(const CompletedProgram& program) {
  std::string name = "_" + program.main.name;
  for (char& byte : name) byte = byte == '-' ? '_' : byte;
  return name;
}

std::vector<std::string> command_names(const CompletedProgram& program) {
  std::vector<std::string> names;
  for (const CompletedCommand& command : program.commands) names.push_back(command.name);
  return names;
}

// The values of options that allow certain words only.
std::string value_cases(const CompletedCommand& command, const std::string& key) {
  std::string cases;
  for (const CompletedOption& option : command.options) {
    if (!option.takes_value) continue;
    std::vector<std::string> patterns;
    for (const std::string& name : typed_names(option)) patterns.push_back(key + ":" + name);
    cases += "    " + joined(patterns, "|") + ") words='" + joined(option.words) + "'; plain=1 ;;\n";
  }
  return cases;
}

std::string word_case(const CompletedCommand& command, const std::string& key, const std::vector<std::string>& more) {
  std::vector<std::string> words = more;
  for (const CompletedOption& option : command.options) {
    for (std::string& name : typed_names(option)) words.push_back(std::move(name));
  }
  return "    " + (key.empty() ? "''" : key) + ") words='" + joined(words) + "' ;;\n";
}

std::string find_command(const CompletedProgram& program) {
  if (program.commands.empty()) return {};
  return "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n    case $word in\n      " +
         joined(command_names(program), "|") + ") command=$word; break ;;\n    esac\n  done\n";
}

}  // namespace

std::string bash_completion(const CompletedProgram& program) {
  const std::string function = function_name(program);
  std::string script = "# bash completion for " + program.main.name + "\n" + function +
                       "() {\n  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
                       "  local command= word words= plain=\n";
  script += find_command(program) + "  case $command:$previous in\n" + value_cases(program.main, "");
  for (const CompletedCommand& command : program.commands) script += value_cases(command, command.name);
  script += "  esac\n  [[ $plain ]] || case $command in\n" + word_case(program.main, "", command_names(program));
  for (const CompletedCommand& command : program.commands) script += word_case(command, command.name, command.words);
  return script + "  esac\n  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n}\ncomplete -o default -F " +
         function + " " + program.main.name + "\n";
}

}  // namespace cancel::program
