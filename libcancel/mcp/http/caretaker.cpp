#include "http/caretaker.hpp"

namespace cancel::mcp {

Caretaker::Caretaker(std::chrono::milliseconds every, std::function<void()> chore)
    : every_(every), chore_(std::move(chore)), thread_([this] { run(); }) {}

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

void Caretaker::run() {
  auto next_chore = std::chrono::steady_clock::now() + every_;
  std::unique_lock guard(lock_);
  while (true) {
    const bool woken = changed_.wait_until(guard, next_chore, [this] { return ending_ || !errands_.empty(); });
    while (!errands_.empty()) {
      const auto errand = std::move(errands_.front());
      errands_.pop_front();
      guard.unlock();
      errand();
      guard.lock();
    }
    if (ending_) return;
    if (woken) continue;
    guard.unlock();
    chore_();
    guard.lock();
    next_chore = std::chrono::steady_clock::now() + every_;
  }
}

}  // namespace cancel::mcp
