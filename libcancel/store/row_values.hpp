#pragma once

#include <optional>
#include <string>

#include "cancel/ports/event_log.hpp"
#include "cancel/wire/rfc3339.hpp"
#include "statement.hpp"
#include "stored_time.hpp"

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

// A word of a fixed list, which stands as its number in it.
template <typename Word>
Word word_in(const Statement& row, int column) {
  const std::int64_t code = row.integer(column);
  const bool known = row.is_integer(column) && code >= 0 && code < static_cast<std::int64_t>(words::of(Word{}).size());
  if (!known) damaged_column(row, column);
  return static_cast<Word>(code);
}

template <typename Word>
std::optional<Word> optional_word_in(const Statement& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(word_in<Word>(row, column));
}

// A time that stands as text.
inline Timestamp text_time_in(const Statement& row, int column) {
  return readable(parse_rfc3339(row.text(column)), row, column);
}

inline std::optional<Timestamp> optional_text_time_in(const Statement& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(text_time_in(row, column));
}

// A time that stands as microseconds.
inline std::optional<Timestamp> optional_time_in(const Statement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  if (!row.is_integer(column)) damaged_column(row, column);
  return from_microseconds(row.integer(column));
}

inline std::optional<std::string> optional_text_in(const Statement& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(std::string(row.text(column)));
}

}  // namespace cancel
