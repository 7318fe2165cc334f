#include "connection.hpp"

#include "sqlite_error.hpp"
#include "statement.hpp"

namespace cancel {

Connection::Connection(const std::string& name, const SqliteOptions& options) {
  const int flags = options.flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const char* vfs = options.vfs.empty() ? nullptr : options.vfs.c_str();
  if (const int result = sqlite3_open_v2(name.c_str(), &database_, flags, vfs); result != SQLITE_OK) {
    const SqliteError error(result, "open");
    sqlite3_close(database_);
    throw error;
  }
  sqlite3_db_config(database_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  sqlite3_busy_timeout(database_, static_cast<int>(options.busy_timeout.count()));
}

// Everything that was prepared on it is gone by now, since it must not outlive its connection.
Connection::~Connection() {
  sqlite3_close(database_);
}

void Connection::execute(const std::string& sql) {
  if (sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    throw SqliteError(database_, "execute a statement");
  }
}

std::int64_t Connection::query_integer(std::string_view sql) {
  Statement statement(*this, sql);
  return statement.step() ? statement.integer(0) : 0;
}

std::string Connection::query_text(std::string_view sql) {
  Statement statement(*this, sql);
  return statement.step() ? std::string(statement.text(0)) : std::string();
}

std::string file_uri(const std::string& path, std::string_view query) {
  std::string uri = "file:";
  for (const char character : path) {
    if (character == '%') {
      uri += "%25";
    } else if (character == '?') {
      uri += "%3f";
    } else if (character == '#') {
      uri += "%23";
    } else {
      uri += character;
    }
  }
  return uri.append("?").append(query);
}

}  // namespace cancel
