#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>

#include "pipes.hpp"
#include "scene.hpp"

namespace cancel::mcp {
namespace {

using namespace std::chrono_literals;
using cancel::testing::group_runs;
using cancel::testing::is_running;
using testing::eventually;
using testing::Lines;

constexpr auto clients_patience = 2s;  // then they send SIGTERM, and SIGKILL after as long again

std::string program() {
  const char* path = std::getenv("MCP_STDIO_PROGRAM");
  REQUIRE(path != nullptr);
  return path;
}

ChildOptions piped(std::vector<std::string> arguments) {
  ChildOptions options;
  options.arguments = std::move(arguments);
  options.input = ChildStream::pipe();
  options.output = ChildStream::pipe();
  options.error = ChildStream::pipe();
  return options;
}

// The server as a process of its own.
struct Program {
  explicit Program(std::vector<std::string> arguments = {program()})
      : process(piped(std::move(arguments))), lines(process.output().get()), errors(process.error().get()) {
    send(request("0", "initialize", R"("protocolVersion":"2025-11-25","capabilities":{})"));
    lines.response_to("0");
  }

  void send(const std::string& message) { testing::write_all(process.input().get(), message + '\n'); }
  // Calls a tool, and gives what it says to have begun.
  std::string call(const std::string& tool) {
    send(tool_call("1", tool));
    return errors.next();
  }
  void close_input() { process.input().reset(); }

  ChildProcess process;
  Lines lines;
  Lines errors;
};

TEST_CASE("at the end of its input, a server ends although a call is running", "[stdio]") {
  for (const auto* tool : {"wait", "never_stop"}) {
    Program server;
    server.call(tool);
    server.close_input();
    const auto exit = server.process.wait(10s);
    REQUIRE(exit);
    CHECK(exit->code == 0);
    CHECK(server.lines.is_at_end());
  }
}

TEST_CASE("it is quick to end where the call stops when told to", "[stdio]") {
  Program server;
  server.call("wait");
  const auto begun = std::chrono::steady_clock::now();
  server.close_input();
  REQUIRE(server.process.wait(10s));
  CHECK(std::chrono::steady_clock::now() - begun < clients_patience);
}

TEST_CASE("told to end by a signal, a server answers the call that is running", "[stdio]") {
  for (const auto* tool : {"wait", "never_stop"}) {
    Program server;
    server.call(tool);
    ::kill(server.process.id(), SIGTERM);
    const std::string text = text_of_result(server.lines.response_to("1"));
    CHECK(text == "Operation cancelled: the server was told to stop by a signal");
    const auto exit = server.process.wait(10s);
    REQUIRE(exit);
    CHECK(exit->code == 0);
  }
}

TEST_CASE("what handlers print goes to stderr", "[stdio]") {
  Program server;
  CHECK(server.call("print") == "printed by mistake");
  CHECK(server.errors.next() == "streamed by mistake");
  CHECK(text_of_result(parse_json(server.lines.next())) == "printed");
}

TEST_CASE("no process of a call outlives the server, though it does not listen to SIGTERM", "[stdio]") {
  const auto tool = GENERATE(as<std::string>{}, "tree", "long_tree");
  const bool by_signal = GENERATE(false, true);
  Program server;
  const pid_t group = std::stoi(server.call(tool));
  CHECK(group_runs(group));
  if (by_signal)
    ::kill(server.process.id(), SIGTERM);
  else
    server.close_input();
  REQUIRE(server.process.wait(10s));
  CHECK(eventually([&] { return !group_runs(group); }));
}

TEST_CASE("a server ends with the process that started it, though the pipe stays open", "[stdio]") {
  for (const auto* tool : {"wait", "tree"}) {
    Program launcher({"sh", "-c", "exec 3<&0; \"$0\" <&3 & echo $! >&2; wait", program()});
    const pid_t server = std::stoi(launcher.errors.next());
    const std::string begun = launcher.call(tool);
    CHECK(is_running(server));
    ::kill(launcher.process.id(), SIGKILL);
    CHECK(eventually([&] { return !is_running(server); }));
    if (std::string_view(tool) == "tree") CHECK(eventually([&] { return !group_runs(std::stoi(begun)); }));
  }
}

}  // namespace
}  // namespace cancel::mcp
