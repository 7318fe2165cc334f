#include "migrations.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "transaction.hpp"

namespace cancel {
namespace {

const Migration& step_from(std::span<const Migration> steps, int version) {
  const auto step =
      std::find_if(steps.begin(), steps.end(), [&](const Migration& each) { return each.from == version; });
  if (step == steps.end()) throw std::logic_error("no migration from schema version " + std::to_string(version));
  return *step;
}

}  // namespace

int schema_version(Connection& connection) {
  return static_cast<int>(connection.query_integer("PRAGMA user_version"));
}

void migrate(Connection& connection, std::span<const Migration> steps, int target) {
  TransactionStatements statements(connection);
  for (int version = schema_version(connection); version < target; ++version) {
    WriteTransaction transaction(statements);
    step_from(steps, version).apply(connection);
    connection.execute("PRAGMA user_version = " + std::to_string(version + 1));
    transaction.commit();
  }
}

}  // namespace cancel
