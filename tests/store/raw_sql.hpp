#pragma once

#include <sqlite3.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace cancel {

// What anybody can do to a log with SQLite and without this project: runs `sql` on the file and returns its rows, each
// as its values separated by '|', NULL as "-".
inline std::vector<std::string> raw_sql(const std::string& path, const std::string& sql) {
  sqlite3* database = nullptr;
  sqlite3_open(path.c_str(), &database);
  std::vector<std::string> rows;
  const auto add = [](void* into, int columns, char** values, char**) {
    std::string row;
    for (int column = 0; column < columns; ++column) {
      row += (column == 0 ? "" : "|") + std::string(values[column] == nullptr ? "-" : values[column]);
    }
    static_cast<std::vector<std::string>*>(into)->push_back(row);
    return 0;
  };
  char* message = nullptr;
  const int result = sqlite3_exec(database, sql.c_str(), add, &rows, &message);
  const std::string error = message == nullptr ? "" : message;
  sqlite3_free(message);
  sqlite3_close(database);
  if (result != SQLITE_OK) throw std::runtime_error(error);
  return rows;
}

}  // namespace cancel
