#pragma once

#include <optional>
#include <string>

#include <CLI/CLI.hpp>

namespace cancel::program {

enum class Shell { bash, zsh, fish };

std::optional<Shell> shell_named(const std::string& name);

// A script that makes `shell` complete the subcommands and options of `app`, and the words that an option allows.
std::string completion_script(const CLI::App& app, Shell shell);

}  // namespace cancel::program
