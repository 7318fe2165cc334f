#include "program/completion_model.hpp"

namespace cancel::program {

namespace {

// Descriptions stand between brackets and colons that have a meaning.
std::string escaped(const std::string& text) {
  std::string result;
  for (const char byte : text) {
    if (byte == '[' || byte == ']' || byte == ':' || byte == '\\') result += '\\';
    result += byte;
  }
  return result;
}

std::string value_part(const CompletedOption& option) {
  if (!option.takes_value) return {};
  return option.words.empty() ? ":value:_files" : ":value:(" + joined(option.words) + ")";
}

std::string option_specifications(const CompletedCommand& command) {
  std::string specifications;
  for (const CompletedOption& option : command.options) {
    for (const std::string& name : typed_names(option)) {
      specifications +=
          " \\\n      " + single_quoted("*" + name + "[" + escaped(option.description) + "]" + value_part(option));
    }
  }
  return specifications;
}

std::string argument_specification(const CompletedCommand& command) {
  if (!command.words.empty()) return " \\\n      '*:argument:(" + joined(command.words) + ")'";
  return command.takes_arguments ? " \\\n      '*:argument:_files'" : "";
}

std::string plain_function(const CompletedCommand& command) {
  return "  _arguments -s" + option_specifications(command) + argument_specification(command) + "\n";
}

std::string command_descriptions(const CompletedProgram& program) {
  std::string text = "      local -a commands=(";
  for (const CompletedCommand& command : program.commands) {
    text += "\n        " + single_quoted(escaped(command.name) + ":" + escaped(command.description));
  }
  return text + "\n      )\n      _describe command commands ;;\n";
}

std::string function_with_commands(const CompletedProgram& program) {
  std::string text = "  local context state state_descr line\n  typeset -A opt_args\n  _arguments -s -C" +
                     option_specifications(program.main) +
                     " \\\n      '1:command:->command' '*::argument:->argument'\n  case $state in\n    command)\n" +
                     command_descriptions(program) + "    argument) case $line[1] in\n";
  for (const CompletedCommand& command : program.commands) {
    text += "    " + command.name + ") _arguments -s" + option_specifications(command) +
            argument_specification(command) + " ;;\n";
  }
  return text + "    esac ;;\n  esac\n";
}

}  // namespace

std::string zsh_completion(const CompletedProgram& program) {
  const std::string function = "_" + program.main.name;
  const std::string body = program.commands.empty() ? plain_function(program.main) : function_with_commands(program);
  return "#compdef " + program.main.name + "\n" + function + "() {\n" + body + "}\nif [ \"$funcstack[1]\" = \"" +
         function + "\" ]; then\n  " + function + " \"$@\"\nelse\n  compdef " + function + " " + program.main.name +
         "\nfi\n";
}

}  // namespace cancel::program
