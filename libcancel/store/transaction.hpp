#pragma once

#include "connection.hpp"
#include "statement.hpp"

namespace cancel {

// The statements that begin and end transactions, prepared once for a connection.
class TransactionStatements {
 public:
  explicit TransactionStatements(Connection& connection);

 private:
  friend class WriteTransaction;

  Connection& connection_;
  Statement begin_;
  Statement commit_;
  Statement rollback_;
};

// A transaction that writes. It takes the write lock at once, and is rolled back unless commit() has returned.
// Not thread-safe.
class WriteTransaction {
 public:
  // Throws SqliteError; then nothing has begun.
  explicit WriteTransaction(TransactionStatements& statements);
  ~WriteTransaction();
  WriteTransaction(const WriteTransaction&) = delete;
  WriteTransaction& operator=(const WriteTransaction&) = delete;

  // Throws SqliteError; then the transaction may or may not be in the file after a crash.
  void commit();

 private:
  TransactionStatements& statements_;
};

}  // namespace cancel
