// cancel-top: what runs and what is being cancelled, on a whole terminal; cancels from there.

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <utility>

#include "cancel/wire/name_rules.hpp"
#include "program/command_line.hpp"
#include "program/completion.hpp"
#include "program/interruption.hpp"
#include "program/printing.hpp"
#include "text/duration.hpp"
#include "text/output.hpp"
#include "text/terminal.hpp"
#include "text/visible.hpp"
#include "top/full_screen.hpp"
#include "top/snapshot.hpp"

namespace cancel::top {

namespace {

using program::ExitCode;
using SteadyClock = std::chrono::steady_clock;

struct TopOptions {
  bool once = false;
  std::optional<std::string> filter;
  std::optional<std::string> sort;
  bool reverse = false;
  std::optional<std::uint64_t> limit;
  std::optional<std::string> completion;
  program::Settings settings;
};

std::vector<std::string> sort_words() {
  std::vector<std::string> words;
  for (const PaneKind pane : {PaneKind::running, PaneKind::open, PaneKind::recent}) {
    for (const Column& column : columns_of(pane)) {
      if (std::find(words.begin(), words.end(), column.word) == words.end()) words.emplace_back(column.word);
    }
  }
  return words;
}

void declare(CLI::App& app, TopOptions& options) {
  app.set_version_flag("--version", "cancel-top " CANCEL_VERSION);
  app.add_flag("--once", options.once, "Print one snapshot and end, as where there is no terminal; --json implies it");
  program::add_text(app, "--filter", options.filter,
                    "Only what fits these words: text, tool:X, namespace:X, session:X, cause:X, state:X, !X for not X")
      ->check(program::fault_of_utf8)
      ->type_name("WORDS");
  program::add_choice(app, "--sort", options.sort, sort_words(), "Sort by this column, where a list has it (age)");
  app.add_flag("--reverse", options.reverse, "Sort the other way round");
  program::add_limit(app, options.limit, "Of a snapshot: at most so many rows of each list (1000)");
  program::add_choice(app, "--completion", options.completion, {"bash", "zsh", "fish"},
                      "Print a completion script for this shell, and end");
  program::add_settings(app, options.settings);
  app.footer(
      "Keys: h shows them all; arrows move, Tab goes to another list, Enter looks at a token, / filters, s sorts,\n"
      "c cancels, f cancels by force, p pauses, q quits.\n\n"
      "Examples:\n"
      "  cancel-top\n"
      "  cancel-top --filter \"tool:search !state:executed\" --sort tool\n"
      "  cancel-top --once --json | jq .unconfirmed\n\n"
      "Exit codes: 0 done; 1 the daemon answered an error; 2 wrong usage; 3 no daemon within --timeout (of a "
      "snapshot;\n"
      "the screen waits for one).");
}

Filter filter_of(const TopOptions& options) {
  auto filter = Filter::parse(options.filter.value_or(""));
  if (!filter) throw program::Failure(ExitCode::usage, "--filter: " + filter.error().message);
  if (const auto& space = options.settings.space) {
    if (!is_name(*space, longest_namespace)) {
      throw program::Failure(program::ExitCode::usage,
                             "--namespace: \"" + text::visible(*space) + "\" is no namespace");
    }
    filter->restrict_to(*space);
  }
  return *filter;
}

// "cancel-top:ann", so that the history says who it was.
std::string this_requester() {
  const passwd* user = getpwuid(geteuid());
  return "cancel-top:" + (user != nullptr ? std::string(user->pw_name) : std::to_string(geteuid()));
}

// Until everything is known that a snapshot shows. A long log may take longer than `timeout`, as long as it is being
// read.
void catch_up(live::LiveFeed& feed, const std::string& endpoint, Millis timeout) {
  constexpr Millis slice{100};
  const auto& standing = feed.standing();
  auto moved = SteadyClock::now();
  Position position = 0;
  while (!(standing.connected && standing.caught_up && standing.statistics)) {
    feed.step(std::min(slice, timeout));
    const bool moves = std::exchange(position, standing.position) != standing.position;
    if (moves && !standing.caught_up) moved = SteadyClock::now();
    if (SteadyClock::now() - moved < timeout) continue;
    if (standing.connected) {
      if (standing.caught_up) return;
      throw program::Failure(ExitCode::no_daemon, "the log of the daemon at " + endpoint + " was not read within " +
                                                      text::duration_text(timeout));
    }
    throw program::Failure(ExitCode::no_daemon, "no daemon at " + endpoint + " within " + text::duration_text(timeout));
  }
}

ExitCode print_once(const TopOptions& options, Messaging& messaging, const DaemonEndpoints& daemon) {
  SnapshotOptions wanted{filter_of(options), options.sort.value_or("age"), options.reverse};
  if (options.limit) wanted.limit = *options.limit;
  live::FeedOptions following;
  // A question that a daemon took with it when it ended must not use up the whole time: there is time to ask again.
  following.answer_within = std::max(options.settings.timeout / 4, std::min(options.settings.timeout, Millis{1'000}));
  live::LiveFeed feed(messaging, daemon, following);
  catch_up(feed, daemon.command, options.settings.timeout);
  const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  const Model model{feed.state(), feed.standing(), now, daemon.command};
  text::Output output(STDOUT_FILENO);
  const text::Palette palette(!options.settings.no_color && text::colour_suits(STDOUT_FILENO));
  output.write(options.settings.json ? snapshot_json(model, wanted) + "\n"
                                     : snapshot_text(model, wanted, text::terminal_width(STDOUT_FILENO), palette));
  output.flush();
  return ExitCode::done;
}

// `ended_by`: the signal that ended it.
ExitCode top(const TopOptions& options, int& ended_by) {
  const DaemonEndpoints daemon = find_daemon(options.settings.command_endpoint, options.settings.event_endpoint);
  const bool terminal = text::is_terminal(STDOUT_FILENO) && text::is_terminal(STDIN_FILENO);
  Messaging messaging;
  if (options.once || options.settings.json || !terminal) return print_once(options, messaging, daemon);
  FullScreenOptions full;
  full.view = {filter_of(options), options.sort.value_or("age"), options.reverse};
  full.colour = !options.settings.no_color && text::colour_suits(STDOUT_FILENO);
  full.requester = this_requester();
  full.answer_within = options.settings.timeout;
  ended_by = show_full_screen(messaging, daemon, full);
  return ended_by == SIGINT ? ExitCode::interrupted : ExitCode::done;
}

ExitCode run(int argc, const char* const* argv, int& ended_by) {
  CLI::App app("Show what runs and what is being cancelled in a canceld, live; and cancel it", "cancel-top");
  TopOptions options;
  declare(app, options);
  if (const auto ended = program::parse(app, argc, argv)) return *ended;
  if (options.completion) {
    program::print(program::completion_script(app, *program::shell_named(*options.completion)));
    return ExitCode::done;
  }
  return top(options, ended_by);
}

}  // namespace

}  // namespace cancel::top

int main(int argc, char** argv) {
  cancel::program::exit_on_interrupt();
  int ended_by = 0;
  const int code = cancel::program::run("cancel-top", [&] { return cancel::top::run(argc, argv, ended_by); });
  // Whoever sent another signal than an interrupt sees that it was that signal.
  if (ended_by == SIGTERM || ended_by == SIGHUP) std::raise(ended_by);
  return code;
}
