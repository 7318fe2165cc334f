// cancel-exporter: what a canceld does, as metrics for Prometheus.

#include <string>

#include "exporter/exporter.hpp"
#include "exporter/metric_catalogue.hpp"
#include "exporter/pages.hpp"
#include "program/command_line.hpp"
#include "program/completion.hpp"
#include "program/printing.hpp"
#include "web/served_program.hpp"

namespace cancel::exporter {

namespace {

using program::ExitCode;

constexpr const char* usual_address = "127.0.0.1:9470";
// Scrapers are few.
constexpr std::size_t most_connections = 256;

struct CommandLine {
  std::optional<std::string> listen;
  std::optional<std::uint64_t> max_namespaces;
  std::optional<std::string> consumer;
  std::optional<std::string> completion;
  bool list_metrics = false;
};

// One line for each: name, type, labels, meaning.
std::string metrics_text() {
  std::string text;
  for (const Metric& metric : all_metrics()) {
    text += metric.name;
    if (*metric.labels) text += std::string("{") + metric.labels + "}";
    text += std::string("  ") + type_name(metric.type) + "  " + metric.help + "\n";
  }
  return text;
}

void declare(CLI::App& app, CommandLine& line, program::Settings& settings) {
  app.set_version_flag("--version", "cancel-exporter " CANCEL_VERSION);
  program::add_text(app, "--listen", line.listen, "Where to listen: HOST:PORT or :PORT (127.0.0.1:9470)")
      ->type_name("ADDRESS");
  program::add_text(app, "--consumer", line.consumer,
                    "Keep the counts under this name, and go on there after a restart")
      ->type_name("NAME");
  program::add_number(app, "--max-namespaces", line.max_namespaces,
                      "How many namespaces have a series of their own (100); the rest is \"other\"");
  app.add_flag("--list-metrics", line.list_metrics, "Print what each metric means, and end");
  program::add_choice(app, "--completion", line.completion, {"bash", "zsh", "fish"},
                      "Print a completion script for this shell, and end");
  program::add_settings(app, settings);
  for (const char* useless : {"--namespace", "--json", "--no-color"}) app.remove_option(app.get_option(useless));
  app.footer(
      "Examples:\n"
      "  cancel-exporter\n"
      "  cancel-exporter --listen 0.0.0.0:9470 --consumer prometheus\n"
      "  curl http://127.0.0.1:9470/metrics\n\n"
      "It answers /metrics, /healthz and /readyz, waits for a daemon that is away, and ends with SIGINT or SIGTERM.\n"
      "Metrics hold no token ids, no reasons, no secrets.\n\n"
      "Exit codes: 0 ended by a signal; 1 it can not listen or keep its counts; 2 wrong usage.");
}

ExporterOptions options_of(const CommandLine& line, const program::Settings& settings) {
  ExporterOptions options;
  options.daemon = find_daemon(settings.command_endpoint, settings.event_endpoint);
  options.answer_within = web::answer_within(settings);
  options.consumer = line.consumer;
  options.version = CANCEL_VERSION;
  if (line.max_namespaces) options.max_namespaces = static_cast<std::size_t>(*line.max_namespaces);
  if (options.max_namespaces > 10'000) {
    throw program::Failure(ExitCode::usage, "--max-namespaces: more than 10000 series are too many for one metric");
  }
  return options;
}

ExitCode serve(const CommandLine& line, const program::Settings& settings) {
  web::ServedProgram served{"cancel-exporter", web::listen_address(line.listen, usual_address), "metrics", {}};
  served.limits.max_connections = most_connections;
  const ExporterOptions options = options_of(line, settings);
  const web::EndSignals signals;
  Messaging messaging;
  Exporter exporter(messaging, options);
  const Pages pages(exporter, served.address);
  web::serve(served, signals, [&](const http::Request& request, const std::shared_ptr<http::Exchange>& exchange) {
    exchange->respond(pages.answer(request));
  });
  return ExitCode::done;
}

ExitCode run(int argc, const char* const* argv) {
  CLI::App app("Show Prometheus what a canceld does", "cancel-exporter");
  CommandLine line;
  program::Settings settings;
  declare(app, line, settings);
  if (const auto ended = program::parse(app, argc, argv)) return *ended;
  if (line.completion) {
    program::print(program::completion_script(app, *program::shell_named(*line.completion)));
  } else if (line.list_metrics) {
    program::print(metrics_text());
  } else {
    return serve(line, settings);
  }
  return ExitCode::done;
}

}  // namespace

}  // namespace cancel::exporter

int main(int argc, char** argv) {
  return cancel::program::run("cancel-exporter", [&] { return cancel::exporter::run(argc, argv); });
}
