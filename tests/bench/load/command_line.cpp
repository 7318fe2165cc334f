#include "command_line.hpp"

#include <filesystem>
#include <iostream>
#include <string>

#include <CLI/CLI.hpp>

#include "targets.hpp"

namespace cancel::load {
namespace {

constexpr const char* footer = R"(
Every target gets the same load: N connections with K requests in flight each, the next one sent when a reply has come.
Servers are started on a temporary folder, with all that an acknowledgement promises switched on, and removed again.

Examples:
  CANCELD=daemon/canceld load_bench canceld --clients 16 --in-flight 64 --seconds 4
  CANCELD=daemon/canceld load_bench canceld --kind cancel --clients 64 --in-flight 1
  load_bench canceld --endpoint ipc:///run/user/1000/canceld/command --requests 1000000 --in-flight 64
  load_bench redis --clients 16 --in-flight 64 --folder /var/tmp
  load_bench postgres --clients 8 --rate 5000 --seconds 10
  load_bench sqlite --in-flight 1024
  load_bench zeromq --kind event --clients 1

Output: one JSON object on stdout; without --json also a line for people on stderr.

Exit codes:
  0  measured, and no request failed
  1  requests failed, or the server did
  2  wrong usage
  3  a server program or a library for it is missing
  128 + signal  interrupted
)";

void declare(CLI::App& app, LoadOptions& options) {
  app.add_option("target", options.target, "What to measure: " + target_names())->required();
  app.add_option("--kind", options.kind, "What to ask for: create, cancel, event or echo. Default: the target's first");
  app.add_option("--clients", options.clients, "Connections")->check(CLI::Range(1, 10'000))->capture_default_str();
  app.add_option("--in-flight", options.in_flight, "Requests in flight on each; for sqlite the rows a commit")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  app.add_option("--seconds", options.seconds, "How long to measure")
      ->check(CLI::Range(0.01, 1e6))
      ->capture_default_str();
  app.add_option("--warm-up", options.warm_up, "Seconds of the same load before, not counted")
      ->check(CLI::Range(0.0, 1e6))
      ->capture_default_str();
  app.add_option("--threads", options.threads, "Generator threads that share the connections")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  app.add_option("--rate", options.rate,
                 "Requests a second in all, latency counted from when each was planned; "
                 "--in-flight bounds what waits for replies")
      ->check(CLI::Range(0.001, 1e9));
  app.add_option("--requests", options.requests, "End after so many requests, if that is before --seconds")
      ->check(CLI::PositiveNumber);
  app.add_option("--endpoint", options.endpoint, "A server that runs: canceld's command endpoint");
  app.add_flag("--start", options.start, "Start the server; so it is where there is no --endpoint");
  app.add_option("--folder", options.folder, "Chooses the disk: servers keep their data in a new folder below")
      ->check(CLI::ExistingDirectory)
      ->default_str(std::filesystem::temp_directory_path().string());
  app.add_flag("--json", options.json_only, "Nothing for people on stderr");
}

}  // namespace

std::optional<LoadOptions> parse_command_line(int count, char** arguments, int& status) {
  CLI::App app("Puts the same load on canceld and on its peers, and says how many requests a second they answered");
  app.footer(footer);
  LoadOptions options;
  declare(app, options);
  try {
    app.parse(count, arguments);
  } catch (const CLI::ParseError& error) {
    status = app.exit(error) == 0 ? 0 : 2;
    return std::nullopt;
  }
  if (options.folder.empty()) options.folder = std::filesystem::temp_directory_path().string();
  options.folder = std::filesystem::absolute(options.folder).string();
  if (options.threads > options.clients) {
    std::cerr << "--threads: there are only " << options.clients << " clients to share\n";
    status = 2;
    return std::nullopt;
  }
  return options;
}

}  // namespace cancel::load
