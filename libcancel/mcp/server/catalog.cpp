#include "server/catalog.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace cancel::mcp::detail {

namespace {

std::optional<std::string> unless_empty(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

JsonText description(const PromptOptions& prompt) {
  JsonWriter json;
  json.begin_object().member("name", prompt.name).member("title", prompt.title);
  json.member("description", unless_empty(prompt.description)).key("arguments").begin_array();
  for (const PromptArgument& argument : prompt.arguments) {
    json.begin_object().member("name", argument.name).member("description", unless_empty(argument.description));
    json.member("required", argument.required).end_object();
  }
  return json.end_array().end_object().take();
}

JsonText description(const ResourceOptions& resource, std::string_view uri_key) {
  JsonWriter json;
  json.begin_object().member(uri_key, resource.uri).member("name", resource.name).member("title", resource.title);
  json.member("description", unless_empty(resource.description)).member("mimeType", unless_empty(resource.mime_type));
  return json.end_object().take();
}

void check(bool is_new, const char* what, const std::string& name) {
  if (name.empty()) throw std::invalid_argument(std::string("a ") + what + " needs a name");
  if (!is_new) throw std::invalid_argument(std::string("there is a ") + what + " of that name already: " + name);
}

}  // namespace

void Catalog::add(PromptOptions options, PromptHandler handler) {
  check(prompts_.count(options.name) == 0, "prompt", options.name);
  prompt_list_.push_back(description(options));
  std::string name = options.name;
  prompts_.emplace(std::move(name), Prompt{std::move(options), std::move(handler)});
}

void Catalog::add(ResourceOptions options, ResourceHandler handler) {
  check(resources_.count(options.uri) == 0, "resource", options.uri);
  if (options.name.empty()) options.name = options.uri;
  resource_list_.push_back(description(options, "uri"));
  std::string uri = options.uri;
  resources_.emplace(std::move(uri), Resource{std::move(options), std::move(handler)});
}

void Catalog::add_template(ResourceOptions options, ResourceHandler handler) {
  check(!has_template(options.uri), "resource template", options.uri);
  if (options.name.empty()) options.name = options.uri;
  UriTemplate pattern(options.uri);
  template_list_.push_back(description(options, "uriTemplate"));
  templates_.push_back({std::move(options), std::move(handler), std::move(pattern)});
}

void Catalog::add_completion(const std::string& of, CompletionHandler handler) {
  const bool has_form = of.rfind("prompt:", 0) == 0 || of.rfind("template:", 0) == 0;
  if (!has_form) throw std::invalid_argument("a completion is of \"prompt:NAME\" or \"template:URI\", not of " + of);
  check(completions_.count(of) == 0, "completion", of);
  completions_.emplace(of, std::move(handler));
}

const Prompt* Catalog::prompt(std::string_view name) const {
  const auto found = prompts_.find(name);
  return found == prompts_.end() ? nullptr : &found->second;
}

std::optional<Catalog::Reading> Catalog::resource(const std::string& uri) const {
  if (const auto found = resources_.find(uri); found != resources_.end()) {
    return Reading{&found->second.handler, found->second.options.mime_type, {}};
  }
  for (const ResourceTemplate& candidate : templates_) {
    if (auto variables = candidate.pattern.match(uri)) {
      return Reading{&candidate.handler, candidate.options.mime_type, std::move(*variables)};
    }
  }
  return std::nullopt;
}

bool Catalog::has_template(std::string_view uri_template) const {
  return std::any_of(templates_.begin(), templates_.end(),
                     [&](const ResourceTemplate& known) { return known.options.uri == uri_template; });
}

const CompletionHandler* Catalog::completion(std::string_view of) const {
  const auto found = completions_.find(of);
  return found == completions_.end() ? nullptr : &found->second;
}

}  // namespace cancel::mcp::detail
