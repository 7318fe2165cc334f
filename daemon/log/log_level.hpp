#pragma once

#include <array>
#include <string_view>

namespace cancel::daemon {

// How much the program log tells: everything at this level or a later one.
enum class LogLevel { trace, debug, info, warn, error, off };

// One fact a line: "time level message key=value …", or one JSON object.
enum class LogFormat { text, json };

constexpr std::array<std::string_view, 6> words_of(LogLevel) {
  return {"trace", "debug", "info", "warn", "error", "off"};
}
constexpr std::array<std::string_view, 2> words_of(LogFormat) {
  return {"text", "json"};
}

// The word of an enumerator, for every enumeration with a words_of().
template <typename Word>
constexpr std::string_view word_of(Word word) {
  return words_of(word)[static_cast<std::size_t>(word)];
}

}  // namespace cancel::daemon
