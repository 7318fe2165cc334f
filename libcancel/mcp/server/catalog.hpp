#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cancel/mcp/server.hpp"
#include "server/uri_template.hpp"

namespace cancel::mcp::detail {

struct Prompt {
  PromptOptions options;
  PromptHandler handler;
};
struct Resource {
  ResourceOptions options;
  ResourceHandler handler;
};
struct ResourceTemplate {
  ResourceOptions options;
  ResourceHandler handler;
  UriTemplate pattern;
};

// The prompts, resources, templates and completions of a server. Filled before the first session, then only read:
// thread-safe from there on.
class Catalog {
 public:
  // All throw std::invalid_argument for a name that is taken or empty.
  void add(PromptOptions options, PromptHandler handler);
  void add(ResourceOptions options, ResourceHandler handler);
  void add_template(ResourceOptions options, ResourceHandler handler);
  void add_completion(const std::string& of, CompletionHandler handler);

  const Prompt* prompt(std::string_view name) const;
  // How a URI is read; empty where there is no such resource.
  struct Reading {
    const ResourceHandler* handler;
    std::string mime_type;
    Labels variables;
  };
  std::optional<Reading> resource(const std::string& uri) const;
  bool has_template(std::string_view uri_template) const;
  const CompletionHandler* completion(std::string_view of) const;

  bool has_prompts() const noexcept { return !prompts_.empty(); }
  bool has_resources() const noexcept { return !resources_.empty() || !templates_.empty(); }
  bool has_completions() const noexcept { return !completions_.empty(); }

  // Descriptions, in the order in which they were added.
  const std::vector<JsonText>& prompt_list() const noexcept { return prompt_list_; }
  const std::vector<JsonText>& resource_list() const noexcept { return resource_list_; }
  const std::vector<JsonText>& template_list() const noexcept { return template_list_; }

 private:
  std::map<std::string, Prompt, std::less<>> prompts_;
  std::map<std::string, Resource, std::less<>> resources_;
  std::vector<ResourceTemplate> templates_;
  std::map<std::string, CompletionHandler, std::less<>> completions_;
  std::vector<JsonText> prompt_list_;
  std::vector<JsonText> resource_list_;
  std::vector<JsonText> template_list_;
};

}  // namespace cancel::mcp::detail
