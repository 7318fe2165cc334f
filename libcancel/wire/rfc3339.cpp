#include "cancel/wire/rfc3339.hpp"

#include <algorithm>
#include <array>
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

// "000102…99"
constexpr auto digit_pairs = [] {
  std::array<char, 200> pairs{};
  for (std::size_t value = 0; value < 100; ++value) {
    pairs[2 * value] = static_cast<char>('0' + value / 10);
    pairs[2 * value + 1] = static_cast<char>('0' + value % 10);
  }
  return pairs;
}();

// Two digits and what follows them; returns where the text goes on.
char* put_pair(char* into, std::uint32_t value, std::string_view behind = {}) {
  std::copy_n(&digit_pairs[2 * value], 2, into);
  return std::copy(behind.begin(), behind.end(), into + 2);
}

// Whether a text that is RFC 3339 is kept as it is.
bool is_normal(std::string_view text) {
  constexpr std::size_t second = 17;
  constexpr std::size_t point = 19;
  constexpr std::size_t shortest = std::string_view("2026-11-20T08:00:00.123Z").size();
  return text.size() >= shortest && text[10] == 'T' && text[point] == '.' && text.back() == 'Z' && text[second] != '6';
}

}  // namespace

void write_rfc3339(Timestamp time, char* into) {
  const Timestamp writable = std::clamp(time, earliest_timestamp, latest_timestamp);
  const auto day = floor<std::chrono::days>(writable);
  const std::chrono::year_month_day date{day};
  const auto year = static_cast<std::uint32_t>(static_cast<int>(date.year()));
  const auto rest = static_cast<std::uint64_t>((writable - day).count());
  const auto second = static_cast<std::uint32_t>(rest / 1'000'000);  // of the day
  const auto fraction = static_cast<std::uint32_t>(rest % 1'000'000);

  into = put_pair(into, year / 100);
  into = put_pair(into, year % 100, "-");
  into = put_pair(into, static_cast<unsigned>(date.month()), "-");
  into = put_pair(into, static_cast<unsigned>(date.day()), "T");
  into = put_pair(into, second / 3'600, ":");
  into = put_pair(into, second / 60 % 60, ":");
  into = put_pair(into, second % 60, ".");
  into = put_pair(into, fraction / 10'000);
  into = put_pair(into, fraction / 100 % 100);
  put_pair(into, fraction % 100, "Z");
}

std::string to_rfc3339(Timestamp time) {
  std::string text(rfc3339_size, '\0');
  write_rfc3339(time, text.data());
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
