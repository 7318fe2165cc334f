#include "calls/clean_ups.hpp"

#include <exception>
#include <utility>

#include "cancel/token/cancellation_callback.hpp"
#include "cancel/token/cancellation_source.hpp"

namespace cancel::mcp {

namespace {

void run_one(const CleanUps::CleanUp& clean_up, Millis deadline) {
  const CancellationSource source;
  source.cancel_after(deadline);
  clean_up(source.token());
}

}  // namespace

void CleanUps::add(CleanUp clean_up, Millis deadline) {
  const std::lock_guard lock(lock_);
  items_.push_back({std::move(clean_up), deadline});
}

std::optional<CleanUps::Item> CleanUps::take_last() {
  const std::lock_guard lock(lock_);
  if (items_.empty()) return std::nullopt;
  std::optional<Item> last(std::move(items_.back()));
  items_.pop_back();
  return last;
}

void CleanUps::run() noexcept {
  while (const auto item = take_last()) {
    try {
      run_one(item->clean_up, item->deadline);
    } catch (...) {
      detail::report_exception(std::current_exception());
    }
  }
}

}  // namespace cancel::mcp
