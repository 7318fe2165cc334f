#pragma once

#include <string>

#include "cancel/store/log_unusable.hpp"
#include "connection.hpp"
#include "sqlite_error.hpp"

namespace cancel {

// Throws LogUnusable where `connection` is not open on a log that this program can read; SqliteError.
void require_log(Connection& connection, const std::string& path);

// Throws LogUnusable where the log, of an older schema, must be migrated before it can be read; SqliteError.
void require_present_schema(Connection& connection, const std::string& path);

// Throws the LogUnusable that tells what `error` means for the file at `path`.
[[noreturn]] void throw_unusable(const std::string& path, const SqliteError& error);

}  // namespace cancel
