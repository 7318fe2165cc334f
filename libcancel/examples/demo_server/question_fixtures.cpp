#include "tools.hpp"

namespace demo {

using namespace cancel::mcp;
using namespace cancel::mcp::literals;

namespace {

JsonText elicitation(std::string_view message, const JsonText& schema) {
  JsonWriter json;
  json.begin_object().member("message", message).member("requestedSchema", schema).end_object();
  return json.take();
}

JsonText sampling(std::string_view prompt) {
  JsonWriter json;
  json.begin_object().key("messages").begin_array().begin_object().member("role", "user");
  json.member("content", content::text(prompt)).end_object().end_array().member("maxTokens", 100).end_object();
  return json.take();
}

// What a client can not do is an error of the tool here, for the model to read.
template <typename Then>
ToolResult asked(ToolContext& context, Question question, Then then) {
  try {
    return then(parse_json(context.ask(std::move(question)).text()));
  } catch (const McpError& error) {
    if (error.code() != code::missing_capability || context.request().era == Era::modern) throw;
    return ToolResult::error(error.what());
  }
}

std::string text_of_sample(const Json& answer) {
  const Json* content = find(answer, "content");
  return content == nullptr ? "" : find_text(*content, "text").value_or("");
}

std::string action_and_content(const Json& answer, std::string_view equals) {
  const Json* content = find(answer, "content");
  return "action" + std::string(equals) + find_text(answer, "action").value_or("none") + ", content" +
         std::string(equals) + (content == nullptr ? "{}" : JsonText::of(*content).text());
}

ToolResult sample(ToolContext& context, const Json& arguments) {
  const std::string prompt = find_text(arguments, "prompt").value_or("");
  return asked(context, {"sample", "sampling/createMessage", sampling(prompt)},
               [](const Json& answer) { return ToolResult::text("LLM response: " + text_of_sample(answer)); });
}

ToolResult elicit(ToolContext& context, const Json& arguments) {
  const JsonText schema = R"({"type":"object","properties":{
      "username":{"type":"string","description":"User's response"},
      "email":{"type":"string","description":"User's email address"}},"required":["username","email"]})"_json;
  const std::string message = find_text(arguments, "message").value_or("");
  return asked(context, {"user", "elicitation/create", elicitation(message, schema)}, [](const Json& answer) {
    return ToolResult::text("User response: <" + action_and_content(answer, ": ") + ">");
  });
}

ToolHandler elicit_form(const char* schema) {
  return [form = JsonText::parse(schema)](ToolContext& context, const Json&) {
    return asked(context, {"form", "elicitation/create", elicitation("Please fill in the form", form)},
                 [](const Json& answer) {
                   return ToolResult::text("Elicitation completed: " + action_and_content(answer, "="));
                 });
  };
}

const char* const form_with_defaults = R"({"type":"object","properties":{
  "name":{"type":"string","default":"John Doe"},"age":{"type":"integer","default":30},
  "score":{"type":"number","default":95.5},
  "status":{"type":"string","enum":["active","inactive","pending"],"default":"active"},
  "verified":{"type":"boolean","default":true}}})";

const char* const form_with_choices = R"({"type":"object","properties":{
  "untitledSingle":{"type":"string","enum":["option1","option2","option3"]},
  "titledSingle":{"type":"string","oneOf":[{"const":"value1","title":"First Option"},
    {"const":"value2","title":"Second Option"},{"const":"value3","title":"Third Option"}]},
  "legacyEnum":{"type":"string","enum":["opt1","opt2","opt3"],"enumNames":["Option One","Option Two","Option Three"]},
  "untitledMulti":{"type":"array","items":{"type":"string","enum":["option1","option2","option3"]}},
  "titledMulti":{"type":"array","items":{"anyOf":[{"const":"value1","title":"First Choice"},
    {"const":"value2","title":"Second Choice"},{"const":"value3","title":"Third Choice"}]}}}})";

}  // namespace

void add_question_fixtures(Server& server) {
  ToolOptions options;
  options.name = "test_sampling";
  options.description = "Asks the client's model";
  options.input_schema = R"({"type":"object","properties":{"prompt":{"type":"string"}},"required":["prompt"]})"_json;
  server.add_tool(options, sample);

  options.name = "test_elicitation";
  options.description = "Asks the user";
  options.input_schema = R"({"type":"object","properties":{"message":{"type":"string"}},"required":["message"]})"_json;
  server.add_tool(options, elicit);

  options.name = "test_elicitation_sep1034_defaults";
  options.description = "Asks the user, with defaults";
  options.input_schema = R"({"type":"object","properties":{}})"_json;
  server.add_tool(options, elicit_form(form_with_defaults));

  options.name = "test_elicitation_sep1330_enums";
  options.description = "Asks the user to choose";
  server.add_tool(options, elicit_form(form_with_choices));
}

}  // namespace demo
