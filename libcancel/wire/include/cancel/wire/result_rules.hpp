#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace cancel {

inline constexpr std::size_t longest_result = 256 * 1024;
// As JSON, where a control character takes six bytes: so that an event, or a reply, that holds a result stays within
// one message whatever else it says.
inline constexpr std::size_t longest_result_json = 768 * 1024;

// What is wrong with `text`, which must be valid UTF-8, as the result of an operation; empty where nothing is.
// Thread-safe. Cost: one look at every byte.
std::optional<std::string_view> fault_of_result(std::string_view text);

}  // namespace cancel
