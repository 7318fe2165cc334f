#pragma once

#include <functional>
#include <string>

#include <CLI/CLI.hpp>

#include "context.hpp"
#include "program/failure.hpp"

namespace cancel::cancelctl {

// The subcommands: each declares its options, and what it does when it is chosen.
class Commands {
 public:
  Commands(CLI::App& app, program::Settings& settings) : app_(app), settings_(settings) {}

  // `examples` are lines for --help.
  CLI::App& add(const std::string& name, const std::string& description, const std::string& examples);

  using Action = std::function<void(Context&)>;
  // `action` runs when `command` was chosen. It throws Failure where it does not succeed.
  void on(CLI::App& command, Action action);

  const Action& chosen() const { return chosen_; }
  const CLI::App& app() const { return app_; }

 private:
  CLI::App& app_;
  program::Settings& settings_;
  Action chosen_;
};

void add_create(Commands& commands);
void add_cancel(Commands& commands);
void add_status(Commands& commands);
void add_list(Commands& commands);
void add_operations(Commands& commands);
void add_result(Commands& commands);
void add_release(Commands& commands);
void add_watch(Commands& commands);
void add_wait(Commands& commands);
void add_history(Commands& commands);
void add_statistics(Commands& commands);
void add_events(Commands& commands);
void add_verify(Commands& commands);
void add_backup(Commands& commands);
void add_prune(Commands& commands);
void add_ping(Commands& commands);
void add_info(Commands& commands);
void add_completion(Commands& commands);

}  // namespace cancel::cancelctl
