// A server over stdio, for tests that end it. Its tools say on stderr that they have begun.

#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <string>
#include <thread>

#include "cancel/mcp/stdio.hpp"

namespace {

using namespace cancel;
using namespace cancel::mcp;

ToolOptions named(const char* name) {
  ToolOptions options;
  options.name = name;
  return options;
}

void say(const std::string& line) {
  std::cerr << line + '\n' << std::flush;
}

ToolResult wait_until_cancelled(RequestContext& context, const Json&) {
  say("waits");
  context.token().wait(Stage::requested, std::chrono::hours{1});
  context.throw_if_cancelled();
  return ToolResult::text("never cancelled");
}

ToolResult never_stop(RequestContext&, const Json&) {
  say("never stops");
  for (;;) std::this_thread::sleep_for(std::chrono::hours{1});
}

ToolResult print(RequestContext&, const Json&) {
  std::printf("printed by mistake\n");
  std::fflush(stdout);
  std::cout << "streamed by mistake" << std::endl;
  return ToolResult::text("printed");
}

// A tree of processes of which none listens to SIGTERM; its id is that of their group.
ToolResult run_stubborn_tree(RequestContext& context, const Json&) {
  ChildOptions options;
  options.arguments = {"sh", "-c", "trap '' TERM; sh -c 'while :; do sleep 1000; done' & echo $$ >&2; wait; wait"};
  options.error = ChildStream::descriptor(STDERR_FILENO);
  options.grace = std::chrono::hours{1};  // so that nothing but the end of the server kills it
  context.run_command(options);
  return ToolResult::text("ended");
}

}  // namespace

int main() {
  ServerOptions options;
  options.name = "ends";
  options.version = "1";
  Server server(options);
  server.add_tool(named("wait"), wait_until_cancelled);
  server.add_tool(named("never_stop"), never_stop);
  server.add_tool(named("print"), print);
  server.add_tool(named("tree"), run_stubborn_tree);
  ToolOptions long_tree = named("long_tree");
  long_tree.long_running = true;
  server.add_tool(std::move(long_tree), run_stubborn_tree);
  serve_stdio_and_exit(server);
}
