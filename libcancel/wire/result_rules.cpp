#include "cancel/wire/result_rules.hpp"

#include "json_writer.hpp"

namespace cancel {

std::optional<std::string_view> fault_of_result(std::string_view text) {
  if (text.size() > longest_result) return "must have 0 to 262144 bytes";
  if (quoted_size(text) > longest_result_json) return "must have at most 786432 bytes as JSON text";
  return std::nullopt;
}

}  // namespace cancel
