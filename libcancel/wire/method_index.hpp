#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace cancel {

// Which of CommandBody's alternatives `name` asks for.
std::optional<std::size_t> method_index(std::string_view name);

}  // namespace cancel
