#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cancel/domain/names.hpp"
#include "cancel/domain/time.hpp"
#include "cancel/domain/vocabulary.hpp"
#include "random_source.hpp"

namespace cancel::test {

// Random values of the domain's small types, all such as the contract allows. One seed makes the same again.
class RandomValues {
 public:
  std::uint64_t seed() const { return random_.seed(); }

  std::uint64_t bits() { return random_.bits(); }
  std::size_t below(std::size_t bound) { return random_.below(bound); }
  bool truth() { return random_.chance(2); }
  std::string text() { return random_.text(20); }
  std::string some_text() { return "s" + text(); }

  // As large as its place allows, or small.
  std::uint64_t position() { return random_.bits() >> random_.below(64); }
  std::uint64_t place() { return position() >> 1; }  // in a list
  Millis duration() { return Millis{static_cast<std::int64_t>(random_.bits() >> (11 + random_.below(53)))}; }

  Timestamp time() {
    return Timestamp{std::chrono::microseconds{static_cast<std::int64_t>(random_.bits() % 253'402'300'800'000'000)}};
  }

  // Without spaces and control characters, not beginning with $.
  std::string name() {
    constexpr std::string_view characters[] = {"a", "0", "-", "$", "\"", "\\", "/", "{", "ż", "日", "\xF0\x9F\x98\x80"};
    std::string name = "n";
    for (std::size_t length = below(12); length > 0; --length) name += characters[below(std::size(characters))];
    return name;
  }

  std::string space() { return truth() ? std::string(default_namespace) : name(); }
  TokenName token_name() { return {space(), name()}; }

  template <typename Word>
  Word word() {
    return static_cast<Word>(below(words::of(Word{}).size()));
  }

  // What `make`, a member function of this, makes; or nothing.
  template <typename Make>
  auto maybe(Make make) -> std::optional<decltype((this->*make)())> {
    if (random_.chance(3)) return std::nullopt;
    return (this->*make)();
  }

  RequestId request_id() {
    if (random_.chance(4)) return text();
    if (random_.chance(4)) return std::uint64_t{1} << 63 | random_.bits();
    return static_cast<std::int64_t>(random_.bits()) >> random_.below(64);
  }

  std::vector<TokenName> token_names() {
    std::vector<TokenName> names(below(4));
    for (TokenName& each : names) each = token_name();
    return names;
  }

  Labels labels() {
    Labels labels;
    for (std::size_t number = below(4); number > 0; --number) labels.emplace(text(), text());
    return labels;
  }

 private:
  RandomSource random_;
};

}  // namespace cancel::test
