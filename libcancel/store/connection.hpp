#pragma once

#include <sqlite3.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace cancel {

struct SqliteOptions {
  int flags = SQLITE_OPEN_READONLY;          // SQLITE_OPEN_…
  std::string vfs{};                         // a registered SQLite VFS; empty: the default one
  std::chrono::milliseconds busy_timeout{};  // how long a statement waits for a lock that another program holds
};

// One connection to one SQLite file. Never maps the file into memory and never checkpoints when it is closed.
// Not thread-safe. All functions throw SqliteError.
class Connection {
 public:
  // `name` is a path or, with SQLITE_OPEN_URI, a URI.
  Connection(const std::string& name, const SqliteOptions& options);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  sqlite3* handle() const { return database_; }

  // Runs SQL text without results: schema and settings.
  void execute(const std::string& sql);

  // The first column of the first row; 0 or empty where there is none.
  std::int64_t query_integer(std::string_view sql);
  std::string query_text(std::string_view sql);

  bool in_transaction() const { return sqlite3_get_autocommit(database_) == 0; }

 private:
  sqlite3* database_ = nullptr;
};

// "file:<path>?<query>" with everything escaped in `path` that a URI would take for something else.
std::string file_uri(const std::string& path, std::string_view query);

}  // namespace cancel
