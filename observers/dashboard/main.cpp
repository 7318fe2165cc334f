// cancel-dashboard: what a canceld does, as a page for browsers.

#include <sys/resource.h>

#include <algorithm>
#include <string>

#include "cancel/wire/utf8.hpp"
#include "dashboard/dashboard.hpp"
#include "dashboard/secrets.hpp"
#include "program/command_line.hpp"
#include "program/completion.hpp"
#include "program/printing.hpp"
#include "web/served_program.hpp"

namespace cancel::dashboard {

namespace {

using program::ExitCode;
using program::Failure;

constexpr const char* usual_address = "127.0.0.1:8470";
constexpr std::size_t most_connections = 4'096;
constexpr rlim_t other_descriptors = 128;
constexpr std::size_t longest_name = 128;
constexpr std::size_t longest_body = 64 * 1024;

struct CommandLine {
  std::optional<std::string> listen;
  std::vector<std::string> allow_hosts;
  std::optional<std::string> token_file;
  std::optional<std::string> name;
  std::optional<std::string> completion;
  bool read_only = false;
};

void declare(CLI::App& app, CommandLine& line, program::Settings& settings) {
  app.set_version_flag("--version", "cancel-dashboard " CANCEL_VERSION);
  program::add_text(app, "--listen", line.listen, "Where to listen: HOST:PORT or :PORT (127.0.0.1:8470)")
      ->type_name("ADDRESS");
  program::add_texts(app, "--allow-host", line.allow_hosts, "Another name that it is reached under; several times")
      ->type_name("HOST");
  program::add_text(app, "--token-file", line.token_file, "People must log in with the token in this file")
      ->type_name("FILE");
  app.add_flag("--read-only", line.read_only, "Only show: nothing can be cancelled");
  program::add_text(app, "--name", line.name, "Cancellations are requested by dashboard:NAME")->type_name("NAME");
  program::add_choice(app, "--completion", line.completion, {"bash", "zsh", "fish"},
                      "Print a completion script for this shell, and end");
  program::add_settings(app, settings);
  for (const char* useless : {"--namespace", "--json", "--no-color"}) app.remove_option(app.get_option(useless));
  app.footer(
      "Examples:\n"
      "  cancel-dashboard\n"
      "  cancel-dashboard --listen :8080 --read-only\n"
      "  cancel-dashboard --listen 0.0.0.0:8470 --allow-host ops.example --token-file ~/.dashboard-token\n\n"
      "It prints its URL, waits for a daemon that is away, and ends with SIGINT or SIGTERM. On other addresses than\n"
      "this machine's own it needs --token-file: at least 16 characters, readable by its owner alone.\n\n"
      "Exit codes: 0 ended by a signal; 1 it can not listen; 2 wrong usage.");
}

std::string requester_of(const CommandLine& line) {
  if (!line.name) return "dashboard";
  if (line.name->empty() || line.name->size() > longest_name || !is_utf8(*line.name)) {
    throw Failure(ExitCode::usage, "--name: 1 to 128 bytes of UTF-8 are wanted");
  }
  return "dashboard:" + *line.name;
}

DashboardOptions options_of(const CommandLine& line, const program::Settings& settings) {
  DashboardOptions options;
  options.gate.address = web::listen_address(line.listen, usual_address);
  options.gate.allow_hosts = line.allow_hosts;
  if (line.token_file) options.gate.token = read_token_file(*line.token_file);
  if (!options.gate.address.is_loopback() && !options.gate.token) {
    throw Failure(ExitCode::usage, "--listen " + options.gate.address.text() +
                                       ": others can reach this address, so that --token-file is needed");
  }
  options.daemon = find_daemon(settings.command_endpoint, settings.event_endpoint);
  options.answer_within = web::answer_within(settings);
  options.read_only = line.read_only;
  options.requester = requester_of(line);
  options.version = CANCEL_VERSION;
  return options;
}

// Every open page needs a descriptor. How many connections there is room for.
std::size_t make_room() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return most_connections;
  const rlim_t wanted = most_connections + other_descriptors;
  if (limit.rlim_cur < wanted) {
    limit.rlim_cur = std::min<rlim_t>(wanted, limit.rlim_max);
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
  const rlim_t left = limit.rlim_cur > 2 * other_descriptors ? limit.rlim_cur - other_descriptors : other_descriptors;
  return std::min<std::size_t>(left, most_connections);
}

std::unique_ptr<Dashboard> make_dashboard(Messaging& messaging, const DashboardOptions& options) {
  try {
    return std::make_unique<Dashboard>(messaging, options);
  } catch (const std::invalid_argument& error) {
    throw Failure(ExitCode::usage, std::string("--allow-host: ") + error.what());
  }
}

ExitCode serve(const CommandLine& line, const program::Settings& settings) {
  const DashboardOptions options = options_of(line, settings);
  const web::EndSignals signals;
  web::ServedProgram served{"cancel-dashboard", options.gate.address, "", {}};
  served.limits.max_connections = make_room();
  served.limits.max_body_bytes = longest_body;
  Messaging messaging;
  const auto dashboard = make_dashboard(messaging, options);
  web::serve(served, signals, [&](const http::Request& request, const std::shared_ptr<http::Exchange>& exchange) {
    dashboard->handle(request, exchange);
  });
  return ExitCode::done;
}

ExitCode run(int argc, const char* const* argv) {
  CLI::App app("Show a canceld in the browser", "cancel-dashboard");
  CommandLine line;
  program::Settings settings;
  declare(app, line, settings);
  if (const auto ended = program::parse(app, argc, argv)) return *ended;
  if (!line.completion) return serve(line, settings);
  program::print(program::completion_script(app, *program::shell_named(*line.completion)));
  return ExitCode::done;
}

}  // namespace

}  // namespace cancel::dashboard

int main(int argc, char** argv) {
  return cancel::program::run("cancel-dashboard", [&] { return cancel::dashboard::run(argc, argv); });
}
