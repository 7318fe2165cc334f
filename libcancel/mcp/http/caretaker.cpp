#include "http/caretaker.hpp"

#include <algorithm>

namespace cancel::mcp {

Caretaker::Caretaker(std::chrono::milliseconds every, std::function<void()> chore)
    : every_(every), chore_(std::move(chore)) {}

void Caretaker::begin() {
  thread_ = std::thread([this] { run(); });
}

Caretaker::~Caretaker() {
  end();
}

void Caretaker::end() {
  {
    const std::lock_guard guard(lock_);
    ending_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Caretaker::post(std::function<void()> errand) {
  {
    const std::lock_guard guard(lock_);
    if (!ending_) {
      errands_.push_back(std::move(errand));
      errand = nullptr;
    }
  }
  if (errand) return errand();
  changed_.notify_all();
}

void Caretaker::post_after(std::chrono::milliseconds delay, std::function<void()> errand) {
  {
    const std::lock_guard guard(lock_);
    later_.emplace(std::chrono::steady_clock::now() + delay, std::move(errand));
  }
  changed_.notify_all();
}

void Caretaker::collect_due() {
  const auto now = std::chrono::steady_clock::now();
  while (!later_.empty() && later_.begin()->first <= now) {
    errands_.push_back(std::move(later_.begin()->second));
    later_.erase(later_.begin());
  }
}

void Caretaker::run() {
  auto next_chore = std::chrono::steady_clock::now() + every_;
  std::unique_lock guard(lock_);
  while (true) {
    const auto until = later_.empty() ? next_chore : std::min(next_chore, later_.begin()->first);
    if (errands_.empty() && !ending_) changed_.wait_until(guard, until);
    collect_due();
    while (!errands_.empty()) {
      const auto errand = std::move(errands_.front());
      errands_.pop_front();
      guard.unlock();
      errand();
      guard.lock();
    }
    if (ending_) return;
    if (std::chrono::steady_clock::now() < next_chore) continue;
    guard.unlock();
    chore_();
    guard.lock();
    next_chore = std::chrono::steady_clock::now() + every_;
  }
}

}  // namespace cancel::mcp
