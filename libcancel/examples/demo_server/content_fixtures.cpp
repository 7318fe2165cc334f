#include <array>
#include <chrono>
#include <thread>

#include "tools.hpp"

namespace demo {

using namespace cancel::mcp;
using namespace cancel::mcp::literals;
using namespace std::chrono_literals;

namespace {

constexpr auto pause = 50ms;

ToolOptions tool(std::string name, std::string description) {
  ToolOptions options;
  options.name = std::move(name);
  options.description = std::move(description);
  return options;
}

ToolResult give(JsonText block) {
  ToolResult result;
  result.add(std::move(block));
  return result;
}

ToolResult log_three_times(ToolContext& context, const Json&) {
  context.log(LogLevel::info, "Tool execution started");
  context.sleep_for(pause);
  context.log(LogLevel::info, "Tool processing data");
  context.sleep_for(pause);
  context.log(LogLevel::info, "Tool execution completed");
  return ToolResult::text("Tool with logging executed successfully");
}

ToolSteps report_progress(ToolContext& context, const Json&) {
  for (const double done : {0.0, 50.0, 100.0}) {
    co_yield Progress{done, 100.0, "Completed " + std::to_string(static_cast<int>(done)) + " of 100"};
    context.sleep_for(pause);
  }
  co_return ToolResult::text("Tool with progress executed successfully");
}

ToolResult mix(ToolContext&, const Json&) {
  ToolResult result = ToolResult::text("Multiple content types test:");
  result.add(content::image(red_dot, "image/png"));
  result.add(
      content::embedded_text("test://mixed-content-resource", "application/json", R"({"test":"data","value":123})"));
  return result;
}

ToolResult let_the_connection_go(ToolContext& context, const Json&) {
  context.sleep_for(pause);
  context.release_connection();
  context.sleep_for(2 * pause);
  return ToolResult::text("Reconnection test completed successfully");
}

const char* const schema_of_2020 = R"({"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object",
 "$defs":{"address":{"$anchor":"addressDef","type":"object","properties":{"street":{"type":"string"},"city":{"type":"string"}}}},
 "properties":{"name":{"type":"string"},"address":{"$ref":"#/$defs/address"},"contactMethod":{"type":"string","enum":["phone","email"]},"phone":{"type":"string"},"email":{"type":"string"}},
 "allOf":[{"anyOf":[{"required":["phone"]},{"required":["email"]}]}],
 "if":{"properties":{"contactMethod":{"const":"phone"}},"required":["contactMethod"]},"then":{"required":["phone"]},"else":{"required":["email"]},
 "additionalProperties":false})";

void add_with_header(Server& server) {
  ToolOptions options = tool("test_header_param", "Gives back a value that also travels in an HTTP header");
  options.input_schema = R"({"type":"object","properties":{"value":{"type":"string","x-mcp-header":"Value"}}})"_json;
  server.add_tool(options, [](ToolContext&, const Json& arguments) {
    return ToolResult::text(find_text(arguments, "value").value_or(""));
  });
}

void add_triggers(Server& server) {
  server.add_tool(tool("test_trigger_tool_change", "Tells subscribers that the list of tools has changed"),
                  [&server](ToolContext&, const Json&) {
                    server.tools_changed();
                    return ToolResult::text("Told");
                  });
  server.add_tool(tool("test_trigger_prompt_change", "Tells subscribers that the list of prompts has changed"),
                  [&server](ToolContext&, const Json&) {
                    server.prompts_changed();
                    return ToolResult::text("Told");
                  });
}

}  // namespace

void add_content_fixtures(Server& server) {
  // The first one: suites call it to see whether calls work at all.
  server.add_tool(tool("test_simple_text", "Gives a text"), [](ToolContext&, const Json&) {
    return ToolResult::text("This is a simple text response for testing.");
  });
  server.add_tool(tool("test_image_content", "Gives a picture"),
                  [](ToolContext&, const Json&) { return give(content::image(red_dot, "image/png")); });
  server.add_tool(tool("test_audio_content", "Gives a sound"),
                  [](ToolContext&, const Json&) { return give(content::audio(silence, "audio/wav")); });
  server.add_tool(tool("test_embedded_resource", "Gives an embedded resource"), [](ToolContext&, const Json&) {
    return give(
        content::embedded_text("test://embedded-resource", "text/plain", "This is an embedded resource content."));
  });
  server.add_tool(tool("test_multiple_content_types", "Gives a text, a picture and a resource"), mix);
  server.add_tool(tool("test_tool_with_logging", "Sends three log messages"), log_three_times);
  server.add_tool(tool("test_error_handling", "Fails"), [](ToolContext&, const Json&) {
    return ToolResult::error("This tool intentionally returns an error for testing");
  });
  server.add_steps_tool(tool("test_tool_with_progress", "Sends progress three times"), report_progress);
  server.add_tool(tool("test_reconnection", "Ends its connection, and the answer comes to whoever resumes"),
                  let_the_connection_go);
  ToolOptions schema = tool("json_schema_2020_12_tool", "Tool with JSON Schema 2020-12 features");
  schema.input_schema = JsonText::parse(schema_of_2020);
  server.add_tool(schema, [](ToolContext&, const Json&) { return ToolResult::text("The arguments fit"); });
  server.add_tool(tool("test_logging_tool", "Sends a log message where one was asked for"),
                  [](ToolContext& context, const Json&) {
                    context.log(LogLevel::info, "Logging tool was called");
                    return ToolResult::text("Logged, where that was asked for");
                  });
  add_with_header(server);
  add_triggers(server);
}

}  // namespace demo
