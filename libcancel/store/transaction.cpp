#include "transaction.hpp"

#include "sqlite_error.hpp"

namespace cancel {

TransactionStatements::TransactionStatements(Connection& connection)
    : connection_(connection),
      begin_(connection, "BEGIN IMMEDIATE"),
      commit_(connection, "COMMIT"),
      rollback_(connection, "ROLLBACK") {}

WriteTransaction::WriteTransaction(TransactionStatements& statements) : statements_(statements) {
  statements_.begin_.run();
}

WriteTransaction::~WriteTransaction() {
  // After some errors SQLite has rolled back by itself.
  if (!statements_.connection_.in_transaction()) return;
  try {
    statements_.rollback_.run();
  } catch (const SqliteError&) {
    // The connection is beyond help; the next statement on it fails and says so.
  }
}

void WriteTransaction::commit() {
  statements_.commit_.run();
}

}  // namespace cancel
