#pragma once

#include <optional>

#include "cancel/domain/views.hpp"
#include "statement.hpp"

namespace cancel {

// Writes rows of `tokens`. Call inside a write transaction. Must not outlive its connection. Throws SqliteError.
class TokenWriter {
 public:
  explicit TokenWriter(Connection& connection);

  // Writes the row of a token that has none yet.
  void insert(const TokenView& token);

  // Writes the whole row, whether or not there is one.
  void write(const TokenView& token);

  // Writes what moves while a token lives: its state and its cancellation. What its description says (name, creation,
  // operation, parents, labels) stays. Writes the whole row where there is none.
  void update(const TokenView& token);

  void erase(TokenKey key);

 private:
  void write_whole(Statement& statement, const TokenView& token);

  sqlite3* database_;
  Statement insert_;
  Statement replace_;
  Statement update_;
  Statement erase_;
};

}  // namespace cancel
