#pragma once

#include <string>

namespace cancel {

// A version 4 UUID: 122 random bits from the system. Thread-safe.
std::string random_uuid();

}  // namespace cancel
