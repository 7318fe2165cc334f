#include "tools/tool_options_check.hpp"

#include <algorithm>
#include <stdexcept>

namespace cancel::mcp {

namespace {

constexpr std::size_t longest_name = 128;
constexpr std::string_view others_in_names = "_.-/";

bool is_name(std::string_view text) {
  const auto is_allowed = [](char character) {
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9') || others_in_names.find(character) != std::string_view::npos;
  };
  return !text.empty() && text.size() <= longest_name && std::all_of(text.begin(), text.end(), is_allowed);
}

void require(bool truth, const ToolOptions& options, const char* what) {
  if (!truth) throw std::invalid_argument("the tool " + options.name + ": " + what);
}

bool is_object(const std::optional<JsonText>& json) {
  return !json || parse_json(json->text()).IsObject();
}

}  // namespace

void check_options(const ToolOptions& options) {
  require(is_name(options.name), options, "its name is to be 1 to 128 characters of A-Z a-z 0-9 _ . - /");
  require(is_object(options.output_schema), options, "its output schema is no object");
  require(is_object(options.annotations), options, "its annotations are no object");
  require(!options.icons || parse_json(options.icons->text()).IsArray(), options, "its icons are no array");
  require(options.task_support == TaskSupport::forbidden || options.long_running, options,
          "only one that is long_running can be a task");
}

}  // namespace cancel::mcp
