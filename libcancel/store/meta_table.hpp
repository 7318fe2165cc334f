#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "statement.hpp"

namespace cancel {

// The rows of `meta`: what is to be known of the log as a whole. Must not outlive its connection.
// Throws SqliteError; LogDamaged where a row is missing.
class MetaTable {
 public:
  explicit MetaTable(Connection& connection);

  std::string text(std::string_view key);
  // Empty where there is no such row.
  std::optional<std::string> text_if(std::string_view key);
  std::uint64_t natural(std::string_view key);

  // Call inside a write transaction.
  void set(std::string_view key, std::uint64_t value);
  void set(std::string_view key, std::string_view value);
  // Adds one to a count that begins at 0.
  void increment(std::string_view key);

 private:
  void find(std::string_view key);

  Statement get_;
  Statement set_;
  Statement increment_;
};

}  // namespace cancel
