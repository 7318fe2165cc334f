#include <catch2/catch.hpp>
#include <thread>

#include "cancel/token/cancellation_source.hpp"
#include "scene.hpp"

namespace cancel::mcp {
namespace {

std::string text_of(const ToolResult& result) {
  return result.blocks().empty() ? "" : *find_text(parse_json(result.blocks().front().text()), "text");
}

}  // namespace

TEST_CASE("a tool can be called from within this process", "[direct]") {
  Server server(plain_options());
  add_echo(server);
  CHECK(text_of(server.call_tool("echo", JsonText::written(R"({"message":"hi"})"))) == "hi");
  CHECK(server.call_tool("echo", JsonText::written("{}")).is_error);
  CHECK(server.call_tool("nobody", JsonText()).is_error);
}

TEST_CASE("a direct call goes through the middleware and maps exceptions", "[direct]") {
  Server server(plain_options());
  ToolOptions options;
  options.name = "throws";
  server.add_tool(options, [](RequestContext&, const Json&) -> ToolResult { throw std::runtime_error("broken"); });
  int seen = 0;
  server.use([&](RequestContext&, const ToolOptions&, const Json&, const std::function<ToolResult()>& next) {
    ++seen;
    return next();
  });
  const ToolResult result = server.call_tool("throws", JsonText());
  CHECK(result.is_error);
  CHECK(text_of(result) == "broken");
  CHECK(seen == 1);
}

TEST_CASE("a direct call returns at once when its token is cancelled, though the handler goes on", "[direct]") {
  Server server(plain_options());
  Mark started;
  Mark ended;
  Door door;
  add_stubborn(server, started, door, ended);
  const CancellationSource source;
  std::thread canceller([&] {
    started.wait();
    source.cancel({.reason = "bored"});
  });
  const ToolResult result = server.call_tool("stubborn", JsonText(), source.token());
  canceller.join();
  CHECK(result.is_error);
  CHECK(text_of(result) == "Operation cancelled: bored");
  CHECK_FALSE(ended.is_set());
  door.open();
  ended.wait();
  CHECK(server.stop());
}

TEST_CASE("a direct call with a cancelled token never runs", "[direct]") {
  Server server(plain_options());
  Mark started;
  add_waiter(server, started);
  const CancellationSource source;
  source.cancel({.reason = "before"});
  CHECK(text_of(server.call_tool("waiter", JsonText(), source.token())) == "Operation cancelled: before");
  CHECK(server.stop());
  CHECK_FALSE(started.is_set());
}

TEST_CASE("stopping the server ends direct calls, and refuses new ones", "[direct]") {
  Server server(plain_options());
  Mark started;
  add_waiter(server, started);
  std::string answer;
  std::thread caller([&] { answer = text_of(server.call_tool("waiter", JsonText())); });
  started.wait();
  CHECK(server.stop(Millis{5'000}, "over"));
  caller.join();
  CHECK(answer == "Operation cancelled: over");
  CHECK(text_of(server.call_tool("waiter", JsonText())) == "shutting down");
}

}  // namespace cancel::mcp
