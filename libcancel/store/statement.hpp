#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <optional>
#include <string_view>

namespace cancel {

class Connection;

// A prepared SQL statement, made once and run many times. Must not outlive its connection. Not thread-safe.
//
// Texts are bound without a copy: they must live until the statement is reset. run() resets by itself; a caller that
// steps says `const Reset reset(statement);` first. All functions but reset() throw SqliteError.
class Statement {
 public:
  Statement(Connection& connection, std::string_view sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // Parameters count from 1.
  Statement& bind(int parameter, std::string_view text);
  Statement& bind(int parameter, std::int64_t number);
  // What SQLite can not hold becomes the largest number that it can: no position and no limit is as large.
  Statement& bind(int parameter, std::uint64_t number);
  Statement& bind(int parameter, bool flag) { return bind(parameter, std::int64_t{flag}); }
  Statement& bind(int parameter, std::nullopt_t);
  // A character pointer would silently become a bool.
  Statement& bind(int parameter, const char* text) { return bind(parameter, std::string_view(text)); }

  // Bytes, not text.
  Statement& bind_blob(int parameter, std::string_view bytes);

  template <typename Value>
  Statement& bind(int parameter, const std::optional<Value>& value) {
    return value ? bind(parameter, *value) : bind(parameter, std::nullopt);
  }

  // Goes to the next row; false when there is none.
  bool step();
  // Runs to the end, whatever rows there are, and resets.
  void run();
  void reset() noexcept;

  // Columns of the present row, counted from 0. Texts live until the next step() or reset().
  bool is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  bool is_integer(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_INTEGER; }
  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
  std::uint64_t natural(int column) const { return static_cast<std::uint64_t>(integer(column)); }
  double real(int column) const { return sqlite3_column_double(statement_, column); }
  std::string_view text(int column) const;
  std::string_view blob(int column) const;
  std::string_view name(int column) const { return sqlite3_column_name(statement_, column); }

 private:
  void check(int result) const;

  sqlite3* database_;
  sqlite3_stmt* statement_ = nullptr;
};

// Resets its statement at the end of a scope, so that neither a read transaction nor a bound text outlives it.
class Reset {
 public:
  explicit Reset(Statement& statement) : statement_(statement) {}
  ~Reset() { statement_.reset(); }
  Reset(const Reset&) = delete;
  Reset& operator=(const Reset&) = delete;

 private:
  Statement& statement_;
};

}  // namespace cancel
