#pragma once

#include <atomic>
#include <mutex>
#include <thread>

#include "live/live_feed.hpp"

namespace cancel::live {

// A LiveFeed on a thread of its own, for programs whose other threads read it.
//
// Thread-safe. Callbacks of the feed run on its thread, with the lock held.
class LiveThread {
 public:
  // What can be read while it lives. Hold it for microseconds, or copy what takes longer: the feed waits.
  class View {
   public:
    const LiveState& state() const { return feed_.state(); }
    const Standing& standing() const { return feed_.standing(); }

   private:
    friend class LiveThread;
    View(std::mutex& mutex, const LiveFeed& feed) : lock_(mutex), feed_(feed) {}
    std::unique_lock<std::mutex> lock_;
    const LiveFeed& feed_;
  };

  // Throws BadEndpoint. Nothing runs before start(), so that callbacks can be set on feed().
  LiveThread(Messaging& messaging, const DaemonEndpoints& daemon, FeedOptions options = {});
  // As stop().
  ~LiveThread();

  LiveFeed& feed() { return feed_; }
  // Called after each take() that changed something, on the feed's thread, without the lock. To be set before start().
  void on_change(std::function<void()> callback) { on_change_ = std::move(callback); }
  void start();
  // Ends the thread; waits for it, which takes no longer than an answer of the daemon that it waits for.
  void stop();

  View view() const { return View(mutex_, feed_); }

 private:
  void run();

  LiveFeed feed_;
  std::function<void()> on_change_;
  mutable std::mutex mutex_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace cancel::live
