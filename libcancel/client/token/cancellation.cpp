#include "cancel/token/cancellation.hpp"

#include <utility>

namespace cancel {

namespace {

std::string sentence(const Cancellation& why) {
  std::string text = "cancelled (" + std::string(to_string(why.cause)) + ")";
  if (why.reason) text += ": " + *why.reason;
  return text;
}

}  // namespace

Cancelled::Cancelled(Cancellation why) : std::runtime_error(sentence(why)), why_(std::move(why)) {}

}  // namespace cancel
