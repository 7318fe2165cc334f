#include "cancel/wire/rfc3339.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace cancel {
namespace {

using std::chrono::floor;
using std::chrono::microseconds;
using std::chrono::sys_days;

// 0000-01-01T00:00:00Z, the first moment that RFC 3339 can write; latest_timestamp is the last.
constexpr Timestamp earliest_timestamp{microseconds{-62'167'219'200'000'000}};

constexpr bool is_digit(char character) {
  return character >= '0' && character <= '9';
}

// Reads a text from front to back; fails once and for all at the first character that does not fit.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool ok() const { return ok_; }
  bool at_end() const { return rest_.empty(); }
  void fail() { ok_ = false; }

  // One character out of `allowed`; '\0' where it is another.
  char one_of(std::string_view allowed) {
    if (!rest_.empty() && allowed.find(rest_.front()) != std::string_view::npos) return take();
    fail();
    return '\0';
  }

  bool skip(char character) {
    if (rest_.empty() || rest_.front() != character) return false;
    take();
    return true;
  }

  // Exactly `digits` digits, whose value must not pass `most`.
  int number(int digits, int least, int most) {
    int value = 0;
    for (int index = 0; index < digits; ++index) value = value * 10 + digit();
    if (value < least || value > most) fail();
    return value;
  }

  // At least one digit behind the point; what is behind the microseconds counts for nothing.
  microseconds fraction() {
    std::int64_t value = digit();
    int digits = 1;
    for (; !rest_.empty() && is_digit(rest_.front()); ++digits) {
      const int next = digit();
      if (digits < 6) value = value * 10 + next;
    }
    for (; digits < 6; ++digits) value *= 10;
    return microseconds{value};
  }

 private:
  char take() {
    const char character = rest_.front();
    rest_.remove_prefix(1);
    return character;
  }

  int digit() {
    if (!rest_.empty() && is_digit(rest_.front())) return take() - '0';
    fail();
    return 0;
  }

  std::string_view rest_;
  bool ok_ = true;
};

sys_days read_date(Scanner& scanner) {
  const std::chrono::year year{scanner.number(4, 0, 9999)};
  scanner.one_of("-");
  const std::chrono::month month{static_cast<unsigned>(scanner.number(2, 1, 12))};
  scanner.one_of("-");
  const std::chrono::day day{static_cast<unsigned>(scanner.number(2, 1, 31))};
  const std::chrono::year_month_day date{year, month, day};
  if (!date.ok()) scanner.fail();
  return scanner.ok() ? sys_days{date} : sys_days{};
}

microseconds read_time_of_day(Scanner& scanner) {
  const std::chrono::hours hours{scanner.number(2, 0, 23)};
  scanner.one_of(":");
  const std::chrono::minutes minutes{scanner.number(2, 0, 59)};
  scanner.one_of(":");
  const std::chrono::seconds seconds{scanner.number(2, 0, 60)};
  const microseconds fraction = scanner.skip('.') ? scanner.fraction() : microseconds{0};
  return hours + minutes + seconds + fraction;
}

std::chrono::minutes read_offset(Scanner& scanner) {
  const char sign = scanner.one_of("Zz+-");
  if (sign != '+' && sign != '-') return std::chrono::minutes{0};
  const std::chrono::hours hours{scanner.number(2, 0, 23)};
  scanner.one_of(":");
  const std::chrono::minutes offset = hours + std::chrono::minutes{scanner.number(2, 0, 59)};
  return sign == '-' ? -offset : offset;
}

// `value` with leading zeros, into the `width` characters that end before `end`.
void put_number(char* end, int width, std::int64_t value) {
  for (; width > 0; --width, value /= 10) *--end = static_cast<char>('0' + value % 10);
}

// Whether a text that is RFC 3339 is kept as it is.
bool is_normal(std::string_view text) {
  constexpr std::size_t second = 17;
  constexpr std::size_t point = 19;
  constexpr std::size_t shortest = std::string_view("2026-11-20T08:00:00.123Z").size();
  return text.size() >= shortest && text[10] == 'T' && text[point] == '.' && text.back() == 'Z' && text[second] != '6';
}

}  // namespace

std::string to_rfc3339(Timestamp time) {
  const Timestamp writable = std::clamp(time, earliest_timestamp, latest_timestamp);
  const auto day = floor<std::chrono::days>(writable);
  const std::chrono::year_month_day date{day};
  const std::int64_t rest = (writable - day).count();

  std::string text = "0000-00-00T00:00:00.000000Z";
  char* const start = text.data();
  put_number(start + 4, 4, static_cast<int>(date.year()));
  put_number(start + 7, 2, static_cast<unsigned>(date.month()));
  put_number(start + 10, 2, static_cast<unsigned>(date.day()));
  put_number(start + 13, 2, rest / 3'600'000'000);
  put_number(start + 16, 2, rest / 60'000'000 % 60);
  put_number(start + 19, 2, rest / 1'000'000 % 60);
  put_number(start + 26, 6, rest % 1'000'000);
  return text;
}

std::optional<Timestamp> parse_rfc3339(std::string_view text) {
  Scanner scanner(text);
  const sys_days date = read_date(scanner);
  scanner.one_of("Tt");
  const microseconds time_of_day = read_time_of_day(scanner);
  const std::chrono::minutes offset = read_offset(scanner);
  if (!scanner.ok() || !scanner.at_end()) return std::nullopt;

  const Timestamp time = date + time_of_day - offset;
  if (time < earliest_timestamp || time > latest_timestamp) return std::nullopt;
  return time;
}

std::optional<std::string> normalise_rfc3339(std::string_view text) {
  const std::optional<Timestamp> time = parse_rfc3339(text);
  if (!time) return std::nullopt;
  return is_normal(text) ? std::string(text) : to_rfc3339(*time);
}

}  // namespace cancel
