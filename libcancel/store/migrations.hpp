#pragma once

#include <functional>
#include <span>

#include "connection.hpp"

namespace cancel {

// One step of the schema: from version `from` to `from` + 1.
struct Migration {
  int from = 0;
  // Runs inside a transaction that the step neither begins nor ends.
  std::function<void(Connection&)> apply;
};

// PRAGMA user_version.
int schema_version(Connection& connection);

// Brings the file to schema version `target`, step by step. Each step is one transaction together with the new version
// number, so that after a crash the file stands between two steps. Throws SqliteError; std::logic_error where a step is
// missing, which is a bug of ours.
void migrate(Connection& connection, std::span<const Migration> steps, int target);

}  // namespace cancel
