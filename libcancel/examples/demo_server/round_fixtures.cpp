#include "tools.hpp"

namespace demo {

using namespace cancel::mcp;
using namespace cancel::mcp::literals;

namespace {

ToolOptions tool(std::string name, std::string description) {
  ToolOptions options;
  options.name = std::move(name);
  options.description = std::move(description);
  options.input_schema = R"({"type":"object","properties":{}})"_json;
  return options;
}

// A question to the user for one field.
Question user(std::string key, std::string_view message, std::string_view field, std::string_view type = "string") {
  JsonWriter json;
  json.begin_object().member("message", message).key("requestedSchema").begin_object().member("type", "object");
  json.key("properties").begin_object().key(field).begin_object().member("type", type).end_object().end_object();
  json.key("required").begin_array().value(field).end_array().end_object().end_object();
  return {std::move(key), "elicitation/create", json.take()};
}

Question model(std::string key, std::string_view prompt, int tokens) {
  JsonWriter json;
  json.begin_object().key("messages").begin_array().begin_object().member("role", "user");
  json.member("content", content::text(prompt)).end_object().end_array().member("maxTokens", tokens).end_object();
  return {std::move(key), "sampling/createMessage", json.take()};
}

Question roots() {
  return {"client_roots", "roots/list", "{}"_json};
}

std::string field_of(const JsonText& answer, std::string_view name) {
  const JsonDocument document = parse_json(answer.text());
  const Json* content = find(document, "content");
  return content == nullptr ? "" : find_text(*content, name).value_or("");
}

ToolResult ask_name(ToolContext& context, const Json&) {
  const JsonText answer = context.ask(user("user_name", "What is your name?", "name"));
  return ToolResult::text("Hello, " + field_of(answer, "name") + "!");
}

ToolResult ask_model(ToolContext& context, const Json&) {
  return ToolResult::text(
      field_of(context.ask(model("capital_question", "What is the capital of France?", 100)), "text"));
}

ToolResult ask_roots(ToolContext& context, const Json&) {
  return ToolResult::text(context.ask(roots()).text());
}

ToolResult confirm(ToolContext& context, const Json&) {
  context.ask(user("confirm", "Please confirm", "ok", "boolean"), R"({"asked":"confirm"})"_json);
  return ToolResult::text(context.state() ? "state-ok" : "confirmed without a state");
}

ToolResult ask_all(ToolContext& context, const Json&) {
  const auto answers = context.ask(
      {user("user_name", "What is your name?", "name"), model("greeting", "Generate a greeting", 50), roots()},
      R"({"asked":"everything"})"_json);
  return ToolResult::text(field_of(answers[1], "text") + ", " + field_of(answers[0], "name"));
}

// What the first round brought travels as state, since the second brings its own answer alone.
ToolResult two_rounds(ToolContext& context, const Json&) {
  std::optional<std::string> name;
  if (const auto state = context.state()) name = find_text(parse_json(state->text()), "name");
  if (!name) {
    name = field_of(context.ask(user("step1", "Step 1: What is your name?", "name"), R"({"round":1})"_json), "name");
  }
  JsonWriter json;
  json.begin_object().member("round", 2).member("name", *name).end_object();
  const JsonText color = context.ask(user("step2", "Step 2: What is your favorite color?", "color"), json.take());
  return ToolResult::text(*name + " likes " + field_of(color, "color"));
}

// Only what the client says that it can do.
ToolResult ask_what_the_client_can(ToolContext& context, const Json&) {
  std::vector<Question> questions;
  if (context.request().client_has("sampling")) questions.push_back(model("greeting", "Generate a greeting", 50));
  if (context.request().client_has("elicitation")) questions.push_back(user("user_name", "What is your name?", "name"));
  if (questions.empty()) questions.push_back(model("greeting", "Generate a greeting", 50));  // says what is missing
  context.ask(std::move(questions));
  return ToolResult::text("Asked what this client can answer");
}

PromptResult ask_context(RequestContext& context, const Json&) {
  const JsonText answer = context.ask(user("user_context", "What context should the prompt use?", "context"));
  PromptResult result;
  result.messages.push_back({"user", content::text("The context: " + field_of(answer, "context"))});
  return result;
}

}  // namespace

void add_round_fixtures(Server& server) {
  server.add_tool(tool("test_input_required_result_elicitation", "Asks the user for a name"), ask_name);
  server.add_tool(tool("test_streaming_elicitation", "Asks the user for a name"), ask_name);
  server.add_tool(tool("test_input_required_result_sampling", "Asks the client's model"), ask_model);
  server.add_tool(tool("test_missing_capability", "Needs a client with a model"), ask_model);
  server.add_tool(tool("test_input_required_result_list_roots", "Asks for the roots"), ask_roots);
  server.add_tool(tool("test_input_required_result_request_state", "Asks, and keeps a state"), confirm);
  server.add_tool(tool("test_input_required_result_tampered_state", "Asks, and keeps a state"), confirm);
  server.add_tool(tool("test_input_required_result_multiple_inputs", "Asks three questions at once"), ask_all);
  server.add_tool(tool("test_input_required_result_multi_round", "Asks in two rounds"), two_rounds);
  server.add_tool(tool("test_input_required_result_capabilities", "Asks what this client can answer"),
                  ask_what_the_client_can);
  PromptOptions prompt;
  prompt.name = "test_input_required_result_prompt";
  prompt.description = "A prompt that asks for its context";
  server.add_prompt(prompt, ask_context);
}

}  // namespace demo
