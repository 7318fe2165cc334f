#pragma once

#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>

namespace cancel::test {

// Random values for one test. The seed differs from run to run unless WIRE_TEST_SEED is set; a test shows it when it
// fails: `INFO("WIRE_TEST_SEED=" << random.seed())`.
class RandomSource {
 public:
  RandomSource() : seed_(chosen_seed()), engine_(seed_) {}

  std::uint64_t seed() const { return seed_; }

  std::uint64_t bits() { return engine_(); }
  std::size_t below(std::size_t bound) { return std::uniform_int_distribution<std::size_t>(0, bound - 1)(engine_); }
  bool chance(std::size_t one_in) { return below(one_in) == 0; }

  // Up to `most` characters, some of them such as need care.
  std::string text(std::size_t most) {
    constexpr std::string_view characters[] = {"a",
                                               "Z",
                                               "0",
                                               " ",
                                               "\"",
                                               "\\",
                                               "/",
                                               "\n",
                                               "\x01",
                                               "\x7f",
                                               "ż",
                                               "日",
                                               "\xF0\x9F\x98\x80",
                                               "\xE2\x80\xA8",
                                               "$",
                                               "{",
                                               std::string_view("\0", 1)};
    std::string text;
    for (std::size_t length = below(most + 1); length > 0; --length) text += characters[below(std::size(characters))];
    return text;
  }

 private:
  static std::uint64_t chosen_seed() {
    const char* const given = std::getenv("WIRE_TEST_SEED");
    return given == nullptr ? std::random_device{}() : std::strtoull(given, nullptr, 10);
  }

  std::uint64_t seed_;
  std::mt19937_64 engine_;
};

}  // namespace cancel::test
