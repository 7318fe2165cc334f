#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cancel::top {

// `text`, made visible(), in lines of at most `width` columns, broken at blanks where there are some; `most` lines, the
// last of which ends with "…" where that is not all.
std::vector<std::string> wrapped(std::string_view text, std::size_t width, std::size_t most);

}  // namespace cancel::top
