#pragma once

#include <string>
#include <string_view>

namespace cancel::test {

// Compares `text` with the file tests/data/wire/NAME.json and fails the running test where they differ. With
// WIRE_UPDATE_GOLDEN in the environment the file is written instead: look at the difference before it is kept.
void check_golden(std::string_view name, std::string_view text);

// The content of such a file.
std::string golden(std::string_view name);

}  // namespace cancel::test
