#pragma once

#include <memory>
#include <string>

#include "connection.hpp"

namespace cancel {

// Opens the log at `path` for reading only. Works while a daemon writes, on a log that is closed, and on one in a
// folder that can not be written. Throws LogUnusable.
std::unique_ptr<Connection> open_reader(const std::string& path);

}  // namespace cancel
