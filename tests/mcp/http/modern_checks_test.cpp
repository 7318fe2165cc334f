#include "http/modern_checks.hpp"

#include <catch2/catch.hpp>

#include "scene.hpp"

namespace cancel::mcp {
namespace {

const std::string listed = modern_request("5", "tools/list");
const http::Headers proper{{"MCP-Protocol-Version", "2026-07-28"}, {"Mcp-Method", "tools/list"}};

MessageHead head_of(const std::string& text) {
  return std::move(std::get<Body>(read_body(text)).messages.front());
}

http::Headers with(http::Headers headers, const std::string& name, const std::string& value) {
  headers.set(name, value);
  return headers;
}

http::Headers without(http::Headers headers, const std::string& name) {
  headers.remove(name);
  return headers;
}

std::string with_version(const std::string& version) {
  std::string text = listed;
  return text.replace(text.find("2026-07-28"), 10, version);
}

// The code of the refusal; empty: let through. Each has status 400 and the request's id.
std::string refused(const std::string& text, const http::Headers& headers) {
  const auto refusal = modern_refusal(head_of(text), headers);
  if (!refusal) return {};
  CHECK(refusal->status == 400);
  const JsonDocument body = parse_json(refusal->body);
  CHECK(value(body, "id") == "5");
  return value(body, "error/code");
}

TEST_CASE("a request whose headers repeat what it says is let through", "[http]") {
  CHECK(refused(listed, proper).empty());
  CHECK(refused(listed, {{"mcp-protocol-version", " 2026-07-28 "}, {"MCP-METHOD", "\ttools/list "}}).empty());
}

TEST_CASE("the version of the header has to be that of the body", "[http]") {
  CHECK(refused(with_version("v999.0.0"), proper) == "-32020");
  CHECK(refused(listed, with(proper, "MCP-Protocol-Version", "2025-11-25")) == "-32020");
  CHECK(refused(listed, without(proper, "MCP-Protocol-Version")) == "-32020");
}

TEST_CASE("a request says its version and what its client can do", "[http]") {
  CHECK(refused(request("5", "tools/list"), proper) == "-32602");
  CHECK(refused(request("5", "tools/list", R"("_meta":{})"), proper) == "-32602");
  CHECK(refused(request("5", "tools/list", R"("_meta":7)"), proper) == "-32602");
  CHECK(refused(request("5", "tools/list", R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"})"),
                proper) == "-32602");
  CHECK(refused(request("5", "tools/list", R"("_meta":{"io.modelcontextprotocol/clientCapabilities":{}})"), proper) ==
        "-32602");
}

TEST_CASE("a version that nobody knows is refused with those that are spoken", "[http]") {
  const auto refusal =
      modern_refusal(head_of(with_version("v999.0.0")), with(proper, "MCP-Protocol-Version", "v999.0.0"));
  REQUIRE(refusal);
  CHECK(refusal->status == 400);
  const JsonDocument body = parse_json(refusal->body);
  CHECK(value(body, "error/code") == "-32022");
  CHECK(value(body, "error/data") == R"({"supported":["2026-07-28"],"requested":"v999.0.0"})");
}

TEST_CASE("the method of the header has to be that of the body, to the letter", "[http]") {
  CHECK(refused(listed, without(proper, "Mcp-Method")) == "-32020");
  CHECK(refused(listed, with(proper, "Mcp-Method", "TOOLS/LIST")) == "-32020");
  CHECK(refused(listed, with(proper, "Mcp-Method", "tools/call")) == "-32020");
}

TEST_CASE("the name of the header has to be that of the body, where the method has one", "[http]") {
  const std::string called = modern_tool_call("5", "größe");
  const http::Headers headers = with(proper, "Mcp-Method", "tools/call");
  CHECK(refused(called, headers) == "-32020");
  CHECK(refused(called, with(headers, "Mcp-Name", "grösse")) == "-32020");
  CHECK(refused(called, with(headers, "Mcp-Name", "größe")).empty());
  CHECK(refused(called, with(headers, "Mcp-Name", "=?base64?Z3LDtsOfZQ==?=")).empty());
  CHECK(refused(called, with(headers, "Mcp-Name", "=?base64?Z3LDtsOfZQ?=")) == "-32020");
  CHECK(refused(listed, with(proper, "Mcp-Name", "whatever")).empty());
}

TEST_CASE("what is modern is told by the body, and by the header where the body says nothing", "[http]") {
  const MessageHead bare = head_of(request("5", "tools/list"));
  CHECK(is_modern(head_of(listed), {}));
  CHECK(is_modern(bare, {{"MCP-Protocol-Version", "2026-07-28"}}));
  CHECK(is_modern(bare, {{"MCP-Protocol-Version", "2027-01-01"}}));
  CHECK_FALSE(is_modern(bare, {}));
  for (const auto version : legacy_versions) {
    CHECK_FALSE(is_modern(bare, {{"MCP-Protocol-Version", std::string(version)}}));
  }
  CHECK_FALSE(is_modern(bare, {{"MCP-Protocol-Version", "1999-01-01"}}));
}

}  // namespace
}  // namespace cancel::mcp
