#include "tools.hpp"

namespace demo {

using namespace cancel::mcp;

namespace {

PromptResult of_user(std::vector<JsonText> contents) {
  PromptResult result;
  for (JsonText& content : contents) result.messages.push_back({"user", std::move(content)});
  return result;
}

PromptOptions prompt(std::string name, std::string description) {
  PromptOptions options;
  options.name = std::move(name);
  options.description = std::move(description);
  return options;
}

PromptResult with_arguments(RequestContext&, const Json& arguments) {
  return of_user({content::text("Prompt with arguments: arg1='" + find_text(arguments, "arg1").value_or("") +
                                "', arg2='" + find_text(arguments, "arg2").value_or("") + "'")});
}

PromptResult with_resource(RequestContext&, const Json& arguments) {
  return of_user({content::embedded_text(find_text(arguments, "resourceUri").value_or(""), "text/plain",
                                         "Embedded resource content for testing."),
                  content::text("Please process the embedded resource above.")});
}

}  // namespace

void add_prompt_fixtures(Server& server) {
  server.add_prompt(prompt("test_simple_prompt", "A text"), [](RequestContext&, const Json&) {
    return of_user({content::text("This is a simple prompt for testing.")});
  });

  PromptOptions arguments = prompt("test_prompt_with_arguments", "A text with two arguments");
  arguments.arguments = {{"arg1", "The first", true}, {"arg2", "The second", true}};
  server.add_prompt(arguments, with_arguments);
  server.add_completion("prompt:test_prompt_with_arguments",
                        [](RequestContext&, const std::string&, const std::string& value) {
                          return std::vector<std::string>{value + "1", value + "2"};
                        });

  PromptOptions resource = prompt("test_prompt_with_embedded_resource", "A resource and a text");
  resource.arguments = {{"resourceUri", "The resource to embed", true}};
  server.add_prompt(resource, with_resource);

  server.add_prompt(prompt("test_prompt_with_image", "A picture and a text"), [](RequestContext&, const Json&) {
    return of_user({content::image(red_dot, "image/png"), content::text("Please analyze the image above.")});
  });
}

}  // namespace demo
