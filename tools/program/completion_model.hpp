#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace cancel::program {

// What a shell needs to know of one option.
struct CompletedOption {
  std::vector<std::string> long_names;   // without "--"
  std::vector<std::string> short_names;  // without "-"
  std::string description;
  bool takes_value = false;
  std::vector<std::string> words;  // the values that are allowed, where it is a fixed list
};

struct CompletedCommand {
  std::string name;
  std::string description;
  std::vector<CompletedOption> options;
  bool takes_arguments = false;
  std::vector<std::string> words;  // that its arguments may be, where it is a fixed list
};

// The program itself; and its subcommands, where it has any.
struct CompletedProgram {
  CompletedCommand main;
  std::vector<CompletedCommand> commands;
};

CompletedProgram completed_program(const CLI::App& app);

std::string bash_completion(const CompletedProgram& program);
std::string zsh_completion(const CompletedProgram& program);
std::string fish_completion(const CompletedProgram& program);

// "a b c"
std::string joined(const std::vector<std::string>& words, const char* separator = " ");
// Every name as it is typed: "--label", "-n".
std::vector<std::string> typed_names(const CompletedOption& option);
// A shell word that means `text` itself.
std::string single_quoted(const std::string& text);

}  // namespace cancel::program
