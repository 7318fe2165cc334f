#include <catch2/catch.hpp>
#include <stdexcept>

#include "../calls/fake_call.hpp"
#include "tools/tool_box.hpp"

namespace cancel::mcp {
namespace {

using testing::FakeCall;

ToolOptions named(const std::string& name) {
  ToolOptions options;
  options.name = name;
  return options;
}

ToolResult nothing(RequestContext&, const Json&) {
  return {};
}

// A box with one tool, `tool`, which notes that it ran.
struct Box {
  ToolBox tools;
  FakeCall call;
  std::string order;

  explicit Box(const char* schema = R"({"type":"object"})") {
    ToolOptions options = named("tool");
    options.input_schema = JsonText::written(schema);
    tools.add(std::move(options), [this](RequestContext&, const Json&) {
      order += 'h';
      return ToolResult::text("done");
    });
  }
  void use(char before, char after) {
    tools.use([this, before, after](RequestContext&, const ToolOptions&, const Json&, const auto& next) {
      order += before;
      ToolResult result = next();
      order += after;
      return result;
    });
  }
  ToolResult run(const char* arguments = "{}") {
    const JsonDocument given = parse_json(arguments);
    return tools.run(*tools.find("tool"), call.context(), given);
  }
};

TEST_CASE("tools are found by name, and kept in order", "[tool-box]") {
  ToolBox tools;
  for (const char* name : {"zebra", "ant", "mole"}) tools.add(named(name), nothing);
  REQUIRE(tools.find("ant") != nullptr);
  CHECK(tools.find("bee") == nullptr);
  REQUIRE(tools.in_order().size() == 3);
  CHECK(tools.in_order()[0]->options.name == "zebra");
  CHECK(tools.in_order()[2]->options.name == "mole");
  CHECK_FALSE(tools.find("ant")->works_in_steps());
}

TEST_CASE("tools that make no sense are refused, and leave nothing behind", "[tool-box]") {
  ToolBox tools;
  tools.add(named("taken"), nothing);
  CHECK_THROWS_AS(tools.add(named("taken"), nothing), std::invalid_argument);
  CHECK_THROWS_AS(tools.add_steps(named("taken"), [](RequestContext&, const Json&) -> ToolSteps { throw 1; }),
                  std::invalid_argument);
  CHECK_THROWS_AS(tools.add(named("empty"), ToolHandler()), std::invalid_argument);
  CHECK_THROWS_AS(tools.use({}), std::invalid_argument);
  for (const std::string& name : {std::string(), std::string("a b"), std::string("ä"), std::string(129, 'a')}) {
    CHECK_THROWS_AS(tools.add(named(name), nothing), std::invalid_argument);
  }
  const auto refused = [&](auto change) {
    ToolOptions options = named("other");
    change(options);
    CHECK_THROWS_AS(tools.add(std::move(options), nothing), std::invalid_argument);
  };
  refused([](ToolOptions& options) { options.input_schema = JsonText::written("[]"); });
  refused([](ToolOptions& options) { options.output_schema = JsonText::written("[]"); });
  refused([](ToolOptions& options) { options.annotations = JsonText::written("1"); });
  refused([](ToolOptions& options) { options.icons = JsonText::written("{}"); });
  refused([](ToolOptions& options) { options.task_support = TaskSupport::optional; });
  CHECK(tools.in_order().size() == 1);
}

TEST_CASE("all characters that a tool's name may have are taken", "[tool-box]") {
  ToolBox tools;
  CHECK_NOTHROW(tools.add(named("a-Z_0.9/x"), nothing));
  CHECK_NOTHROW(tools.add(named(std::string(128, 'a')), nothing));
}

TEST_CASE("a call that is cancelled before it begins never runs", "[tool-box]") {
  Box box;
  box.use('1', '2');
  box.call.cancel();
  CHECK_THROWS_AS(box.run(), Cancelled);
  CHECK(box.order.empty());
}

TEST_CASE("a call that is cancelled in the middleware does not come to its handler", "[tool-box]") {
  Box box;
  box.tools.use([&](RequestContext&, const ToolOptions&, const Json&, const auto& next) {
    box.call.cancel();
    return next();
  });
  CHECK_THROWS_AS(box.run(), Cancelled);
  CHECK(box.order.empty());
}

TEST_CASE("middleware stands around the handler, the first outermost", "[tool-box]") {
  Box box;
  box.use('1', '6');
  box.use('2', '5');
  box.use('3', '4');
  CHECK_FALSE(box.run().is_error);
  CHECK(box.order == "123h456");
}

TEST_CASE("middleware sees the tool and its arguments, may answer itself, and may change the result", "[tool-box]") {
  Box box;
  box.tools.use([&](RequestContext& context, const ToolOptions& tool, const Json& arguments, const auto& next) {
    CHECK(&context == &box.call.context());
    CHECK(tool.name == "tool");
    if (find_bool(arguments, "deny")) return ToolResult::error("denied");
    ToolResult result = next();
    result.add(content::text("more"));
    return result;
  });
  CHECK(box.run().blocks().size() == 2);
  CHECK(box.run(R"({"deny":true})").is_error);
  CHECK(box.order == "h");
}

TEST_CASE("arguments that do not fit give an error result that names place and rule", "[tool-box]") {
  Box box(R"({"type":"object","properties":{"n":{"type":"integer","minimum":1}},"required":["n"]})");
  box.use('1', '2');
  const ToolResult result = box.run(R"({"n":0})");
  CHECK(result.is_error);
  REQUIRE(result.blocks().size() == 1);
  CHECK_THAT(result.blocks()[0].text(), Catch::Contains("arguments[n]: Expected number greater than"));
  CHECK(box.order.empty());
  CHECK(box.run("{}").is_error);
  CHECK_FALSE(box.run(R"({"n":1})").is_error);
}

TEST_CASE("what a handler throws comes out as it is", "[tool-box]") {
  ToolBox tools;
  FakeCall call;
  const JsonDocument arguments = parse_json("{}");
  tools.add(named("broken"), [](RequestContext&, const Json&) -> ToolResult { throw std::runtime_error("broken"); });
  tools.add(named("refuses"), [](RequestContext&, const Json&) -> ToolResult { throw McpError(-5, "no"); });
  tools.add(named("asks"), [](RequestContext&, const Json&) -> ToolResult { throw InputRequired{}; });
  CHECK_THROWS_WITH(tools.run(*tools.find("broken"), call.context(), arguments), "broken");
  CHECK_THROWS_AS(tools.run(*tools.find("refuses"), call.context(), arguments), McpError);
  CHECK_THROWS_AS(tools.run(*tools.find("asks"), call.context(), arguments), InputRequired);
}

TEST_CASE("clean-ups have run when a call has ended, however it ended", "[tool-box]") {
  ToolBox tools;
  FakeCall call;
  int ran = 0;
  const auto clean_up = [&](const CancellationToken&) { ++ran; };
  tools.add(named("ends"), [&](RequestContext& context, const Json&) {
    context.on_end(clean_up);
    return ToolResult();
  });
  tools.add(named("throws"), [&](RequestContext& context, const Json&) -> ToolResult {
    context.on_end(clean_up);
    throw std::runtime_error("broken");
  });
  const JsonDocument arguments = parse_json("{}");
  tools.run(*tools.find("ends"), call.context(), arguments);
  CHECK(ran == 1);
  CHECK_THROWS(tools.run(*tools.find("throws"), call.context(), arguments));
  CHECK(ran == 2);
  call.context().on_end(clean_up);
  call.cancel();
  CHECK_THROWS_AS(tools.run(*tools.find("ends"), call.context(), arguments), Cancelled);
  CHECK(ran == 3);
}

TEST_CASE("a cancellation that comes after the end changes nothing, and other calls go on", "[tool-box]") {
  Box box;
  FakeCall other;
  const JsonDocument arguments = parse_json("{}");
  const ToolResult result = box.run();
  box.call.cancel();
  CHECK(result.to_json() == ToolResult::text("done").to_json());
  CHECK_FALSE(box.tools.run(*box.tools.find("tool"), other.context(), arguments).is_error);
}

TEST_CASE("what a tool needs is what its options say", "[tool-box]") {
  Tool tool;
  tool.options = named("t");
  CHECK(tool.needs().limited.empty());
  tool.options.max_concurrent = 3;
  tool.options.exclusive = "disk";
  CHECK(tool.needs().limited == "t");
  CHECK(tool.needs().max_concurrent == 3);
  CHECK(tool.needs().exclusive == "disk");
}

TEST_CASE("the result of a cancelled call says why, and names the operation", "[tool-box]") {
  Cancellation why;
  why.reason = "wrong query";
  CHECK(cancelled_result(why, {"space", "id"}).to_json().text() ==
        R"({"content":[{"type":"text","text":"Operation cancelled: wrong query"}],"isError":true,)"
        R"("_meta":{"canceld/token":{"namespace":"space","id":"id"}}})");
  why.reason.reset();
  why.cause = Cause::timeout;
  CHECK_THAT(cancelled_result(why, {}).to_json().text(), Catch::Contains("Operation cancelled: timeout"));
}

}  // namespace
}  // namespace cancel::mcp
