#pragma once

#include <string>
#include <string_view>

namespace cancel::dashboard {

// 256 random bits from the kernel's generator, as 64 hexadecimal digits. Throws std::system_error. Thread-safe.
std::string random_secret();

// How long it takes tells nothing but the length of the shorter one.
bool equal_secrets(std::string_view left, std::string_view right);

// The token that people log in with: what stands in the file, without the line's end. Throws program::Failure (usage)
// where it can not be read, is readable by others than its owner, or has less than 16 or more than 1024 characters.
std::string read_token_file(const std::string& path);

}  // namespace cancel::dashboard
