#include <chrono>
#include <string>
#include <thread>

#include "tools.hpp"

namespace demo {

using namespace cancel::mcp;
using namespace cancel::mcp::literals;
using namespace std::chrono_literals;

namespace {

struct Pace {
  std::int64_t steps;
  std::chrono::nanoseconds step;
};

Pace pace_of(const Json& arguments) {
  const double seconds = std::min(find_number(arguments, "duration").value_or(10.0), 86'400.0);
  const std::int64_t steps = find_integer(arguments, "steps").value_or(10);
  const auto all = std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(seconds));
  return {steps, all / steps};
}

const char* const duration_and_steps = R"({"type":"object","properties":{
  "duration":{"type":"number","minimum":0,"description":"Seconds that it takes"},
  "steps":{"type":"integer","minimum":1,"maximum":1000000,"description":"Steps, with a progress after each"}}})";

ToolResult echo(ToolContext&, const Json& arguments) {
  return ToolResult::text("Echo: " + find_text(arguments, "message").value_or(""));
}

// Looks at its token all the time, and leaves in the middle of a step.
ToolSteps coop(ToolContext& context, const Json& arguments) {
  const Pace pace = pace_of(arguments);
  for (std::int64_t done = 1; done <= pace.steps; ++done) {
    if (!context.sleep_for(pace.step)) context.throw_if_cancelled();
    co_yield Progress{static_cast<double>(done), static_cast<double>(pace.steps), "step " + std::to_string(done)};
  }
  co_return ToolResult::text("Finished " + std::to_string(pace.steps) + " steps");
}

// Never looks at its token: what a tool must not be, and what a server has to live with.
ToolResult stubborn(ToolContext& context, const Json& arguments) {
  const Pace pace = pace_of(arguments);
  for (std::int64_t done = 1; done <= pace.steps; ++done) {
    std::this_thread::sleep_for(pace.step);
    context.progress(static_cast<double>(done), static_cast<double>(pace.steps), "step " + std::to_string(done));
  }
  return ToolResult::text("Finished " + std::to_string(pace.steps) + " steps, whatever was asked");
}

// Works until it is done, or a token that several calls may share is cancelled, or the call itself.
class LongRunning {
 public:
  LongRunning(Server& server, SideFile& side_file) : server_(server), side_file_(side_file) {}

  ToolResult operator()(ToolContext& context, const Json& arguments) const {
    const double seconds = find_number(arguments, "duration").value_or(10.0);
    const auto shared = server_.shared_token(context, find_text(arguments, "token"));
    const cancel::CancellationSource both({context.token(), shared.token});
    both.token().wait(cancel::Stage::requested, std::chrono::duration_cast<std::chrono::nanoseconds>(
                                                    std::chrono::duration<double>(std::min(seconds, 86'400.0))));
    context.throw_if_cancelled();
    if (!shared.token.is_cancelled())
      return with_token(ToolResult::text("Operation completed successfully"), shared.id);
    side_file_.mark_aborted(context);
    const auto why = shared.token.cancellation();
    return with_token(ToolResult::error("Operation cancelled: " + why->reason.value_or("Unknown reason")), shared.id);
  }

 private:
  static ToolResult with_token(ToolResult result, const std::string& id) {
    JsonWriter json;
    json.value(id);
    return std::move(result.member("tokenId", json.take()));
  }

  Server& server_;
  SideFile& side_file_;
};

std::string ending_of(const cancel::ChildExit& exit) {
  if (exit.signal) return "killed by signal " + std::to_string(*exit.signal);
  return "exit code " + std::to_string(exit.code.value_or(-1));
}

ToolResult shell(ToolContext& context, const Json& arguments) {
  cancel::ChildOptions options;
  options.arguments = {"/bin/sh", "-c", find_text(arguments, "command").value_or("")};
  options.grace = 1s;
  const auto done = context.run_command(std::move(options));
  context.throw_if_cancelled();
  ToolResult result = ToolResult::text(done.output);
  if (!done.error.empty()) result.add(content::text(done.error));
  if (!done.exit.succeeded()) result.add(content::text(ending_of(done.exit)));
  result.is_error = !done.exit.succeeded();
  return result;
}

}  // namespace

void add_work_tools(Server& server, SideFile& side_file) {
  server.use(side_file.middleware());

  ToolOptions options;
  options.name = "echo";
  options.description = "Gives the message back";
  options.input_schema = R"({"type":"object","properties":{"message":{"type":"string"}},"required":["message"]})"_json;
  server.add_tool(options, echo);

  options.name = "coop";
  options.description = "Works in steps, sends progress, and stops at once when it is cancelled";
  options.input_schema = JsonText::parse(duration_and_steps);
  server.add_steps_tool(options, coop);

  options.name = "stubborn";
  options.description = "Works in steps, sends progress, and ignores that it is cancelled";
  server.add_tool(options, stubborn);

  options.name = "longRunning";
  options.description = "A tool that simulates a long-running operation";
  options.input_schema = R"({"type":"object","properties":{
      "duration":{"type":"number","minimum":0,"description":"Duration in seconds"},
      "token":{"type":"string","description":"Cancellation token ID"}},"required":["duration"]})"_json;
  server.add_tool(options, LongRunning(server, side_file));

  options.name = "shell";
  options.description = "Runs a command in a shell; the command and all that it starts end with the call";
  options.input_schema = R"({"type":"object","properties":{"command":{"type":"string"}},"required":["command"]})"_json;
  server.add_tool(options, shell);
}

}  // namespace demo
