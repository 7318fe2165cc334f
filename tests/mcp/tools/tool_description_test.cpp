#include <catch2/catch.hpp>

#include "tools/tool_box.hpp"

namespace cancel::mcp {
namespace {

using namespace literals;

ToolResult nothing(RequestContext&, const Json&) {
  return {};
}

std::string description(ToolOptions options, Era era) {
  ToolBox tools;
  tools.add(std::move(options), nothing);
  return tools.in_order().front()->description(era).text();
}

TEST_CASE("a plain tool is described by its name and schema", "[description]") {
  ToolOptions options;
  options.name = "plain";
  const std::string expected = R"({"name":"plain","inputSchema":{"type":"object"}})";
  CHECK(description(options, Era::legacy) == expected);
  CHECK(description(options, Era::modern) == expected);
}

TEST_CASE("a tool is described by all that was said of it; tasks in the legacy era alone", "[description]") {
  ToolOptions options;
  options.name = "full";
  options.title = "Full";
  options.description = "does \"all\"";
  options.output_schema = R"({"type":"object"})"_json;
  options.annotations = R"({"readOnlyHint":true})"_json;
  options.icons = R"([{"src":"data:,"}])"_json;
  options.long_running = true;
  options.task_support = TaskSupport::optional;
  const std::string common =
      R"({"name":"full","title":"Full","description":"does \"all\"","inputSchema":{"type":"object"},)"
      R"("outputSchema":{"type":"object"},"annotations":{"readOnlyHint":true},"icons":[{"src":"data:,"}])";
  CHECK(description(options, Era::modern) == common + "}");
  CHECK(description(options, Era::legacy) == common + R"(,"execution":{"taskSupport":"optional"}})");
}

}  // namespace
}  // namespace cancel::mcp
