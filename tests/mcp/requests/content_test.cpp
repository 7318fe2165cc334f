#include <catch2/catch.hpp>

#include "cancel/mcp/content.hpp"

using namespace cancel::mcp;

TEST_CASE("each kind of content has the form of the protocol", "[content]") {
  CHECK(content::text("a\"b").text() == R"({"type":"text","text":"a\"b"})");
  CHECK(content::image("AA==", "image/png").text() == R"({"type":"image","data":"AA==","mimeType":"image/png"})");
  CHECK(content::audio("AA==", "audio/wav").text() == R"({"type":"audio","data":"AA==","mimeType":"audio/wav"})");
  CHECK(content::embedded_text("a:b", "text/plain", "x").text() ==
        R"({"type":"resource","resource":{"uri":"a:b","mimeType":"text/plain","text":"x"}})");
  CHECK(content::embedded_blob("a:b", "", "AA==").text() ==
        R"({"type":"resource","resource":{"uri":"a:b","blob":"AA=="}})");
  CHECK(content::resource_link("a:b", "name").text() == R"({"type":"resource_link","uri":"a:b","name":"name"})");
  CHECK(content::resource_link("a:b", "name", "text/html").text() ==
        R"({"type":"resource_link","uri":"a:b","name":"name","mimeType":"text/html"})");
}

TEST_CASE("a tool's result has all that was put into it", "[content]") {
  CHECK(ToolResult().to_json().text() == R"({"content":[]})");
  CHECK(ToolResult::error("no").to_json().text() == R"({"content":[{"type":"text","text":"no"}],"isError":true})");
  ToolResult result = ToolResult::text("one");
  result.add(content::text("two")).structured(R"({"n":2})"_json).meta("a", "1"_json).meta("b", "2"_json);
  result.meta("a", "3"_json);
  CHECK(result.blocks().size() == 2);
  CHECK(result.to_json().text() == R"({"content":[{"type":"text","text":"one"},{"type":"text","text":"two"}],)"
                                   R"("structuredContent":{"n":2},"_meta":{"a":3,"b":2}})");
}

TEST_CASE("prompts and resources have the form of the protocol", "[content]") {
  PromptResult prompt;
  prompt.messages = {{.role = "user", .content = content::text("hi")}};
  CHECK(prompt.to_json().text() == R"({"messages":[{"role":"user","content":{"type":"text","text":"hi"}}]})");
  prompt.description = "what for";
  prompt.messages.clear();
  CHECK(prompt.to_json().text() == R"({"description":"what for","messages":[]})");
  ResourceResult resource;
  resource.contents = {{.uri = "a:b", .mime_type = "text/plain", .text = "x"}, {.uri = "a:c", .blob = "AA=="}};
  CHECK(resource.to_json().text() ==
        R"({"contents":[{"uri":"a:b","mimeType":"text/plain","text":"x"},{"uri":"a:c","blob":"AA=="}]})");
}
