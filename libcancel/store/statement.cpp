#include "statement.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include "connection.hpp"
#include "sqlite_error.hpp"

namespace cancel {
namespace {

// "INSERT", "COMMIT": enough to tell people what failed.
std::string first_word(std::string_view sql) {
  return std::string(sql.substr(0, sql.find(' ')));
}

}  // namespace

Statement::Statement(Connection& connection, std::string_view sql) : database_(connection.handle()) {
  const int result = sqlite3_prepare_v3(database_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                        &statement_, nullptr);
  if (result != SQLITE_OK) throw SqliteError(database_, "prepare a statement");
}

Statement::~Statement() {
  sqlite3_finalize(statement_);
}

Statement& Statement::bind(int parameter, std::string_view text) {
  // An empty view may have no address, which SQLite would take for NULL.
  const char* address = text.empty() ? "" : text.data();
  check(sqlite3_bind_text64(statement_, parameter, address, text.size(), SQLITE_STATIC, SQLITE_UTF8));
  return *this;
}

Statement& Statement::bind_blob(int parameter, std::string_view bytes) {
  check(sqlite3_bind_blob64(statement_, parameter, bytes.data(), bytes.size(), SQLITE_STATIC));
  return *this;
}

Statement& Statement::bind(int parameter, std::int64_t number) {
  check(sqlite3_bind_int64(statement_, parameter, number));
  return *this;
}

Statement& Statement::bind(int parameter, std::uint64_t number) {
  constexpr std::uint64_t largest = std::numeric_limits<std::int64_t>::max();
  return bind(parameter, static_cast<std::int64_t>(std::min(number, largest)));
}

Statement& Statement::bind(int parameter, std::nullopt_t) {
  check(sqlite3_bind_null(statement_, parameter));
  return *this;
}

bool Statement::step() {
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  throw SqliteError(database_, first_word(sqlite3_sql(statement_)));
}

void Statement::run() {
  const Reset reset(*this);
  while (step()) {
  }
}

void Statement::reset() noexcept {
  sqlite3_reset(statement_);
}

std::string_view Statement::text(int column) const {
  const auto* bytes = sqlite3_column_text(statement_, column);
  if (bytes == nullptr) return {};
  return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::string_view Statement::blob(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  if (bytes == nullptr) return {};
  return {static_cast<const char*>(bytes), static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

void Statement::check(int result) const {
  if (result != SQLITE_OK) throw SqliteError(database_, "bind a value");
}

}  // namespace cancel
