#pragma once

#include <sqlite3.h>

#include <stdexcept>
#include <string>

namespace cancel {

// SQLite refused. Thrown inside the store only: its borders turn it into LogError, LogDamaged or LogUnusable.
class SqliteError : public std::runtime_error {
 public:
  // The last error of `database`. what() reads "<doing>: disk I/O error (SQLITE_IOERR_FSYNC)".
  SqliteError(sqlite3* database, const std::string& doing);
  // An error that no connection remembers.
  SqliteError(int extended_code, const std::string& doing);

  int extended_code() const { return extended_code_; }
  int code() const { return extended_code_ & 0xff; }

  // The file's bytes are not what SQLite wrote.
  bool means_damage() const { return code() == SQLITE_CORRUPT || code() == SQLITE_NOTADB; }

 private:
  int extended_code_;
};

}  // namespace cancel
