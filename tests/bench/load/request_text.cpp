#include "request_text.hpp"

#include <random>
#include <string_view>

namespace cancel::load {
namespace {

constexpr std::string_view position_mark = "POSITION__";
constexpr std::string_view token_mark = "TOKEN_______________";
static_assert(token_mark.size() == TokenNames::length);

constexpr const char* event =
    R"({"position":1POSITION__,"version":2,"type":"CancellationRequested","time":"2026-11-20T08:00:00.123456Z",)"
    R"("namespace":"default","token":"TOKEN_______________","data":{"reason":"user asked","cause":"user_requested",)"
    R"("mode":"graceful","graceMs":null,"forceMs":null,"requestedBy":null}})";

// Steele, Lea, Flood: "Fast splittable pseudorandom number generators". One-to-one, so no two numbers give one id.
std::uint64_t mixed(std::uint64_t number) {
  number *= 0x9e3779b97f4a7c15;
  number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9;
  number = (number ^ (number >> 27)) * 0x94d049bb133111eb;
  return number ^ (number >> 31);
}

void put_hexadecimal(char* at, std::size_t digits, std::uint64_t number) {
  for (std::size_t digit = digits; digit-- > 0; number >>= 4) at[digit] = "0123456789abcdef"[number & 15];
}

std::uint64_t number_of_run() {
  static const std::uint64_t number = [] {
    std::random_device random;
    return std::uint64_t{random()} << 32 | random();
  }();
  return number;
}

}  // namespace

void put_decimal(char* at, std::size_t digits, std::uint64_t number) {
  for (std::size_t digit = digits; digit-- > 0; number /= 10) at[digit] = static_cast<char>('0' + number % 10);
}

TokenNames::TokenNames(std::uint64_t salt) : start_(number_of_run() + (salt << 40)) {
  put_hexadecimal(run_, sizeof run_, number_of_run());
}

void TokenNames::put(char* at, std::uint64_t number) const {
  put_hexadecimal(at, 16, mixed(start_ + number));
  for (std::size_t index = 0; index < sizeof run_; ++index) at[16 + index] = run_[index];
}

EventText::EventText(std::uint64_t salt)
    : names_(salt), text_(event), position_at_(text_.find(position_mark)), token_at_(text_.find(token_mark)) {}

const std::string& EventText::next() {
  ++number_;
  put_decimal(text_.data() + position_at_, position_mark.size(), number_);
  names_.put(text_.data() + token_at_, number_);
  return text_;
}

}  // namespace cancel::load
