#pragma once

#include <chrono>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

namespace cancel {

// Values as bytes, for files that only this program reads. Whole numbers take seven bits a byte, the lowest first;
// signed ones have their sign in the lowest bit.
class ByteWriter {
 public:
  void put(std::uint64_t number) {
    for (; number >= 0x80; number >>= 7) bytes_.push_back(static_cast<char>(number | 0x80));
    bytes_.push_back(static_cast<char>(number));
  }
  void put(std::uint32_t number) { put(std::uint64_t{number}); }
  void put(bool value) { put(std::uint64_t{value}); }
  void put(std::int64_t number) {
    put((static_cast<std::uint64_t>(number) << 1) ^ static_cast<std::uint64_t>(number >> 63));
  }
  void put(std::string_view text) {
    put(std::uint64_t{text.size()});
    bytes_.append(text);
  }
  void put(const std::string& text) { put(std::string_view(text)); }
  template <typename Rep, typename Period>
  void put(std::chrono::duration<Rep, Period> duration) {
    put(std::int64_t{duration.count()});
  }
  template <typename Clock, typename Duration>
  void put(std::chrono::time_point<Clock, Duration> time) {
    put(time.time_since_epoch());
  }
  template <typename Word>
  requires std::is_enum_v<Word>
  void put(Word word) { put(static_cast<std::uint64_t>(word)); }
  template <typename Value>
  void put(const std::optional<Value>& value) {
    put(value.has_value());
    if (value) put(*value);
  }

  const std::string& bytes() const { return bytes_; }
  std::string& bytes() { return bytes_; }

 private:
  std::string bytes_;
};

// The bytes are not what a ByteWriter wrote.
class BytesDamaged : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Takes the values out again, in the same order. All functions throw BytesDamaged.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : left_(bytes) {}

  bool empty() const { return left_.empty(); }

  std::uint64_t natural() {
    std::uint64_t number = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const auto byte = static_cast<unsigned char>(take(1).front());
      number |= std::uint64_t{byte & 0x7Fu} << shift;
      if (byte < 0x80) return number;
    }
    throw BytesDamaged("a number does not end");
  }
  std::int64_t integer() {
    const std::uint64_t coded = natural();
    return static_cast<std::int64_t>(coded >> 1) ^ -static_cast<std::int64_t>(coded & 1);
  }
  std::string text() { return std::string(take(natural())); }

  template <typename Value>
  Value get() {
    if constexpr (std::is_same_v<Value, std::string>) {
      return text();
    } else if constexpr (std::is_same_v<Value, bool>) {
      return natural() != 0;
    } else if constexpr (std::is_enum_v<Value> || std::is_unsigned_v<Value>) {
      return static_cast<Value>(natural());
    } else if constexpr (std::is_integral_v<Value>) {
      return static_cast<Value>(integer());
    } else if constexpr (requires { typename Value::clock; }) {
      return Value(typename Value::duration(integer()));
    } else {
      return Value(integer());
    }
  }
  template <typename Value>
  void get(Value& value) {
    value = get<Value>();
  }
  template <typename Value>
  void get(std::optional<Value>& value) {
    value = get<bool>() ? std::optional(get<Value>()) : std::nullopt;
  }

 private:
  std::string_view take(std::uint64_t count) {
    if (count > left_.size()) throw BytesDamaged("the bytes end too early");
    const std::string_view taken = left_.substr(0, count);
    left_.remove_prefix(count);
    return taken;
  }

  std::string_view left_;
};

}  // namespace cancel
