#include "arguments.hpp"

#include <getopt.h>

#include <charconv>
#include <cstdlib>
#include <iostream>
#include <string_view>

namespace demo {

namespace {

constexpr std::string_view help = R"(Usage: demo_server --stdio [--canceld ENDPOINT]
       demo_server --http HOST:PORT [--canceld ENDPOINT]

An MCP server with tools that can be cancelled, for trying things out and for tests.

  --stdio               serve one client over stdin and stdout
  --http HOST:PORT      serve the Streamable HTTP transport; port 0: any free one. Says on stderr where.
  --canceld ENDPOINT    record all work in the daemon with this command endpoint (ipc://… or tcp://…);
                        "default": the one that cancelctl finds. The event endpoint is the same with
                        "event" instead of "command", unless told by
  --canceld-events ENDPOINT
  --version, --help

With SIDE_FILE in the environment, each tool appends a line of JSON to that file when it ends.

Examples:
  demo_server --stdio
  demo_server --http 127.0.0.1:8080 --canceld default
)";

[[noreturn]] void refuse(const std::string& what) {
  std::cerr << "demo_server: " << what << "; see --help\n";
  std::exit(2);
}

void read_address(const std::string& text, Arguments& arguments) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) refuse("--http takes HOST:PORT, not \"" + text + "\"");
  std::string host = text.substr(0, colon);
  if (host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  unsigned port = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, port);
  if (error != std::errc{} || stop != end || port > 65'535)
    refuse("--http: \"" + text + "\" has no port from 0 to 65535");
  arguments.http_host = std::move(host);
  arguments.http_port = static_cast<std::uint16_t>(port);
}

// ipc://…/command → ipc://…/event; what has no such end stays for --canceld-events to say.
std::optional<std::string> event_endpoint_beside(const std::string& command) {
  constexpr std::string_view end = "command";
  if (command.size() < end.size() || command.substr(command.size() - end.size()) != end) return std::nullopt;
  return command.substr(0, command.size() - end.size()) + "event";
}

void check(Arguments& arguments) {
  if (arguments.stdio == arguments.http_host.has_value()) refuse("give one of --stdio and --http");
  if (!arguments.command_endpoint || *arguments.command_endpoint == "default" || arguments.event_endpoint) return;
  arguments.event_endpoint = event_endpoint_beside(*arguments.command_endpoint);
  if (!arguments.event_endpoint) refuse("--canceld " + *arguments.command_endpoint + " needs --canceld-events");
}

}  // namespace

Arguments read_arguments(int count, char** words) {
  const option known[] = {{"stdio", no_argument, nullptr, 's'},
                          {"http", required_argument, nullptr, 'p'},
                          {"canceld", required_argument, nullptr, 'c'},
                          {"canceld-events", required_argument, nullptr, 'e'},
                          {"version", no_argument, nullptr, 'v'},
                          {"help", no_argument, nullptr, 'h'},
                          {nullptr, 0, nullptr, 0}};
  Arguments arguments;
  opterr = 0;
  while (true) {
    const int word = ::getopt_long(count, words, ":h", known, nullptr);
    if (word == -1) break;
    if (word == 's') arguments.stdio = true;
    if (word == 'p') read_address(optarg, arguments);
    if (word == 'c') arguments.command_endpoint = optarg;
    if (word == 'e') arguments.event_endpoint = optarg;
    if (word == 'v' || word == 'h') {
      std::cout << (word == 'v' ? std::string_view("demo_server 1.0.0\n") : help);
      std::exit(0);
    }
    if (word == ':') refuse(std::string(words[optind - 1]) + " needs a value");
    if (word == '?') refuse("unknown option " + std::string(words[optind - 1]));
  }
  if (optind < count) refuse("unexpected \"" + std::string(words[optind]) + "\"");
  check(arguments);
  return arguments;
}

}  // namespace demo
