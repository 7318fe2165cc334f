#pragma once

#include <cstdint>
#include <string>

namespace cancel::text {

// For people: "1,234,567".
std::string grouped(std::uint64_t number);

}  // namespace cancel::text
