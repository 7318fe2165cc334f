// An MCP server as others would write it, with what is installed: a tool is called, and nothing else is needed.

#include <cancel/mcp/mcp.hpp>
#include <iostream>

using namespace cancel::mcp;
using namespace cancel::mcp::literals;

int main() {
  ServerOptions options;
  options.name = "local";
  options.version = "1";
  Server server(options);
  ToolOptions tool;
  tool.name = "echo";
  tool.input_schema = R"({"type":"object","properties":{"message":{"type":"string"}}})"_json;
  server.add_tool(tool, [](ToolContext&, const Json& arguments) {
    return ToolResult::text("Echo: " + find_text(arguments, "message").value_or(""));
  });
  const ToolResult result = server.call_tool("echo", R"({"message":"hello"})"_json);
  std::cout << find_text(parse_json(result.blocks().front().text()), "text").value_or("nothing") << std::endl;
}
