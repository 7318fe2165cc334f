#include <array>

#include "tools/tool_box.hpp"

namespace cancel::mcp {

namespace {

std::string_view to_string(TaskSupport support) {
  constexpr std::array<std::string_view, 3> words{"forbidden", "optional", "required"};
  return words[static_cast<std::size_t>(support)];
}

}  // namespace

CallNeeds Tool::needs() const {
  CallNeeds needs;
  if (options.max_concurrent) needs.limited = options.name;
  needs.max_concurrent = options.max_concurrent;
  needs.exclusive = options.exclusive;
  return needs;
}

JsonText Tool::description(Era era) const {
  JsonWriter json;
  json.begin_object().member("name", options.name).member("title", options.title);
  if (!options.description.empty()) json.member("description", options.description);
  json.member("inputSchema", options.input_schema).member("outputSchema", options.output_schema);
  json.member("annotations", options.annotations).member("icons", options.icons);
  if (era == Era::legacy && options.task_support != TaskSupport::forbidden) {
    json.key("execution").begin_object().member("taskSupport", to_string(options.task_support)).end_object();
  }
  json.end_object();
  return json.take();
}

}  // namespace cancel::mcp
