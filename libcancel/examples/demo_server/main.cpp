// An MCP server with tools that can be cancelled – by its client, by cancelctl, by a caller in another server – over
// stdio or HTTP. See --help.

#include <cancel/cancel.hpp>
#include <cancel/mcp/mcp.hpp>
#include <csignal>
#include <iostream>
#include <memory>

#include "arguments.hpp"
#include "side_file.hpp"
#include "tools.hpp"

namespace {

using namespace std::chrono_literals;

void say(const std::string& line) {
  std::cerr << "demo_server: " + line + '\n' << std::flush;
}

std::unique_ptr<cancel::Client> connect(const demo::Arguments& arguments) {
  if (!arguments.command_endpoint) return nullptr;
  cancel::ClientOptions options;
  if (*arguments.command_endpoint != "default") {
    options.command_endpoint = arguments.command_endpoint;
    options.event_endpoint = arguments.event_endpoint;
  }
  options.name = "demo_server";
  options.version = "1.0.0";
  options.on_notice = [](const cancel::Notice& notice) { say("canceld: " + notice.text); };
  return std::make_unique<cancel::Client>(std::move(options));
}

cancel::mcp::ServerOptions server_options(cancel::Client* client) {
  cancel::mcp::ServerOptions options;
  options.name = "demo_server";
  options.version = "1.0.0";
  options.instructions = "Tools to try cancellation with.";
  options.client = client;
  options.executor.keep_results = client != nullptr;
  options.on_log = [](cancel::mcp::LogLevel, const std::string& line) { say(line); };
  return options;
}

void fill(cancel::mcp::Server& server, demo::SideFile& side_file) {
  demo::add_content_fixtures(server);
  demo::add_work_tools(server, side_file);
  demo::add_question_fixtures(server);
  demo::add_round_fixtures(server);
  demo::add_task_fixtures(server);
  demo::add_resource_fixtures(server);
  demo::add_prompt_fixtures(server);
  server.enable_cancellation_methods();
}

// Serves until SIGTERM or SIGINT, which all threads leave to this one.
int serve_http(cancel::mcp::Server& server, const demo::Arguments& arguments, const sigset_t& ending) {
  cancel::mcp::HttpOptions options;
  options.host = *arguments.http_host;
  options.port = arguments.http_port;
  cancel::mcp::StreamableHttp http(server, options);
  say("listening on " + http.url());
  int signal = 0;
  sigwait(&ending, &signal);
  http.stop();
  server.stop(1'500ms);
  return 0;
}

}  // namespace

int main(int count, char** words) {
  const demo::Arguments arguments = demo::read_arguments(count, words);
  sigset_t ending;
  sigemptyset(&ending);
  sigaddset(&ending, SIGTERM);
  sigaddset(&ending, SIGINT);
  if (!arguments.stdio) pthread_sigmask(SIG_BLOCK, &ending, nullptr);
  try {
    demo::SideFile side_file;
    const auto client = connect(arguments);
    cancel::mcp::Server server(server_options(client.get()));
    fill(server, side_file);
    if (arguments.stdio) cancel::mcp::serve_stdio_and_exit(server);
    return serve_http(server, arguments, ending);
  } catch (const std::exception& problem) {
    say(problem.what());
    return 1;
  }
}
