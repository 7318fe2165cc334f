#include "sqlite_error.hpp"

#include <array>
#include <utility>

namespace cancel {
namespace {

constexpr auto names = std::to_array<std::pair<int, const char*>>({
    {SQLITE_BUSY, "SQLITE_BUSY"},
    {SQLITE_BUSY_RECOVERY, "SQLITE_BUSY_RECOVERY"},
    {SQLITE_BUSY_SNAPSHOT, "SQLITE_BUSY_SNAPSHOT"},
    {SQLITE_CANTOPEN, "SQLITE_CANTOPEN"},
    {SQLITE_CORRUPT, "SQLITE_CORRUPT"},
    {SQLITE_FULL, "SQLITE_FULL"},
    {SQLITE_IOERR, "SQLITE_IOERR"},
    {SQLITE_IOERR_ACCESS, "SQLITE_IOERR_ACCESS"},
    {SQLITE_IOERR_DIR_FSYNC, "SQLITE_IOERR_DIR_FSYNC"},
    {SQLITE_IOERR_FSTAT, "SQLITE_IOERR_FSTAT"},
    {SQLITE_IOERR_FSYNC, "SQLITE_IOERR_FSYNC"},
    {SQLITE_IOERR_LOCK, "SQLITE_IOERR_LOCK"},
    {SQLITE_IOERR_READ, "SQLITE_IOERR_READ"},
    {SQLITE_IOERR_SHMMAP, "SQLITE_IOERR_SHMMAP"},
    {SQLITE_IOERR_SHMOPEN, "SQLITE_IOERR_SHMOPEN"},
    {SQLITE_IOERR_SHMSIZE, "SQLITE_IOERR_SHMSIZE"},
    {SQLITE_IOERR_SHORT_READ, "SQLITE_IOERR_SHORT_READ"},
    {SQLITE_IOERR_TRUNCATE, "SQLITE_IOERR_TRUNCATE"},
    {SQLITE_IOERR_WRITE, "SQLITE_IOERR_WRITE"},
    {SQLITE_NOMEM, "SQLITE_NOMEM"},
    {SQLITE_NOTADB, "SQLITE_NOTADB"},
    {SQLITE_READONLY, "SQLITE_READONLY"},
    {SQLITE_READONLY_CANTINIT, "SQLITE_READONLY_CANTINIT"},
    {SQLITE_READONLY_DBMOVED, "SQLITE_READONLY_DBMOVED"},
    {SQLITE_READONLY_DIRECTORY, "SQLITE_READONLY_DIRECTORY"},
});

std::string name_of(int extended_code) {
  for (const auto& [code, name] : names) {
    if (code == extended_code) return name;
  }
  return "SQLite error " + std::to_string(extended_code);
}

std::string sentence(const std::string& doing, const std::string& message, int extended_code) {
  return doing + ": " + message + " (" + name_of(extended_code) + ")";
}

}  // namespace

SqliteError::SqliteError(sqlite3* database, const std::string& doing)
    : std::runtime_error(sentence(doing, sqlite3_errmsg(database), sqlite3_extended_errcode(database))),
      extended_code_(sqlite3_extended_errcode(database)) {}

SqliteError::SqliteError(int extended_code, const std::string& doing)
    : std::runtime_error(sentence(doing, sqlite3_errstr(extended_code & 0xff), extended_code)),
      extended_code_(extended_code) {}

}  // namespace cancel
