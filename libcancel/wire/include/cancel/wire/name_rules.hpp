#pragma once

#include <cstddef>
#include <string_view>

namespace cancel {

inline constexpr std::size_t longest_namespace = 64;
inline constexpr std::size_t longest_id = 128;

// Whether `text`, which must be valid UTF-8, may be a namespace or an id: 1 to `most` bytes, no space, no line or
// paragraph separator, no control character (Unicode Zs, Zl, Zp, Cc), not beginning with '$'. So a topic made of names
// has its parts where the spaces are, and cannot be taken for one of the daemon's own.
bool is_name(std::string_view text, std::size_t most);

}  // namespace cancel
