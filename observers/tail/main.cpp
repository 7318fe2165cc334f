// cancel-tail: hands on the events of a canceld, without a hole: prints them, runs a command, or calls a webhook.

#include <csignal>
#include <optional>

#include "program/command_line.hpp"
#include "program/completion.hpp"
#include "program/interruption.hpp"
#include "program/printing.hpp"
#include "tail/tail.hpp"

namespace cancel::tail {

namespace {

using program::ExitCode;

// `ended_by`: the signal that it stopped for, where it had to clean up first.
ExitCode stoppable(const TailOptions& options, int& ended_by) {
  StopSignals stop;
  try {
    return tail(options, &stop);
  } catch (const program::Failure&) {
    ended_by = stop.number();
    throw;
  }
}

ExitCode run(int argc, const char* const* argv, int& ended_by) {
  CLI::App app("Follow the events of a canceld as they happen: all of them, in order, without a hole", "cancel-tail");
  TailOptions options;
  declare(app, options);
  if (const auto ended = program::parse(app, argc, argv)) return *ended;
  if (options.completion) {
    program::print(program::completion_script(app, *program::shell_named(*options.completion)));
    return ExitCode::done;
  }
  check(options);
  return options.reacts() || options.consumer ? stoppable(options, ended_by) : tail(options, nullptr);
}

}  // namespace

}  // namespace cancel::tail

int main(int argc, char** argv) {
  cancel::program::exit_on_interrupt();
  int ended_by = 0;
  const int code = cancel::program::run("cancel-tail", [&] { return cancel::tail::run(argc, argv, ended_by); });
  // Whoever sent another signal than an interrupt sees that it was that signal.
  if (ended_by == SIGTERM || ended_by == SIGHUP) std::raise(ended_by);
  return code;
}
