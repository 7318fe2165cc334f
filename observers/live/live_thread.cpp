#include "live/live_thread.hpp"

namespace cancel::live {

namespace {

// How late stop() may be noticed.
constexpr Millis slice{100};

}  // namespace

LiveThread::LiveThread(Messaging& messaging, const DaemonEndpoints& daemon, FeedOptions options)
    : feed_(messaging, daemon, std::move(options)) {}

LiveThread::~LiveThread() {
  stop();
}

void LiveThread::start() {
  thread_ = std::thread([this] { run(); });
}

void LiveThread::stop() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
}

void LiveThread::run() {
  while (!stopping_) {
    feed_.fetch(slice);
    bool changed = false;
    {
      const std::lock_guard lock(mutex_);
      changed = feed_.take();
    }
    if (changed && on_change_) on_change_();
  }
}

}  // namespace cancel::live
