#pragma once

#include <optional>
#include <string>

#include "cancel/ports/event_log.hpp"
#include "cancel/wire/rfc3339.hpp"
#include "statement.hpp"

// Columns as values of the domain. A value that is not what was written is LogDamaged, which names its column.

namespace cancel {

[[noreturn]] inline void damaged_column(const Statement& row, int column) {
  throw LogDamaged("a row's " + std::string(row.name(column)) + " can not be read: '" + std::string(row.text(column)) +
                   "'");
}

template <typename Value>
Value readable(std::optional<Value> value, const Statement& row, int column) {
  if (!value) damaged_column(row, column);
  return *std::move(value);
}

template <typename Word>
Word word_in(const Statement& row, int column) {
  return readable(from_string<Word>(row.text(column)), row, column);
}

template <typename Word>
std::optional<Word> optional_word_in(const Statement& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(word_in<Word>(row, column));
}

inline Timestamp time_in(const Statement& row, int column) {
  return readable(parse_rfc3339(row.text(column)), row, column);
}

inline std::optional<Timestamp> optional_time_in(const Statement& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(time_in(row, column));
}

inline std::optional<std::string> optional_text_in(const Statement& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(std::string(row.text(column)));
}

}  // namespace cancel
