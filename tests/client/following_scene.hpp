#pragma once

#include <catch2/catch.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "cancel/client/event_follower.hpp"
#include "fake_daemon.hpp"

namespace cancel::testing {

using namespace std::chrono_literals;
using Items = std::vector<std::string>;

// What an item says, in words that tests compare.
inline std::string told(const FollowedEvent& item) {
  return "event " + std::to_string(item.event.position);
}
inline std::string told(const UnreadableEvent& item) {
  return "unreadable " + std::to_string(item.position);
}
inline std::string told(const Connected& item) {
  return "connected " + item.log_id;
}
inline std::string told(const Disconnected&) {
  return "disconnected";
}
inline std::string told(const CaughtUp& item) {
  return "caught up " + std::to_string(item.head);
}
inline std::string told(const LogChanged& item) {
  return "log changed " + item.log_id;
}
inline std::string told(const Pruned& item) {
  return "pruned " + std::to_string(item.first);
}
inline std::string told(const Refused& item) {
  return "refused " + std::to_string(item.error.code);
}

// A follower and its daemon, moved on by turns.
class Scene {
 public:
  FakeDaemon daemon;

  void follow(FollowOptions options) { follower_.emplace(messaging_, daemon.endpoints(), std::move(options)); }
  void follow_after(Position position) { follow({.after = position}); }

  // The next item, in words; "nothing" where none comes for a long time.
  std::string next(Millis within = 10s) {
    const auto until = std::chrono::steady_clock::now() + within;
    do {
      daemon.serve();
      if (auto item = follower_->next(5ms)) {
        last_ = std::move(*item);
        return std::visit([](const auto& content) { return told(content); }, last_);
      }
    } while (std::chrono::steady_clock::now() < until);
    return "nothing";
  }

  Items next(std::size_t count) {
    Items items;
    while (items.size() < count) items.push_back(next());
    return items;
  }

  const FollowedItem& last() const { return last_; }

  // From the beginning of an empty log, until it is followed live.
  void go_live() {
    follow_after(0);
    REQUIRE(next(2) == Items{"connected log-a", "caught up 0"});
    wait_for_subscription("");
    settle();
  }

  // A socket sends its subscriptions only while its thread is inside the library, so the follower must be kept going.
  void wait_for_subscription(const std::string& prefix) {
    const auto until = std::chrono::steady_clock::now() + 10s;
    while (!daemon.has_subscription(prefix)) {
      REQUIRE(std::chrono::steady_clock::now() < until);
      REQUIRE(next(5ms) == "nothing");
    }
  }

  // Until everything that has to do with connecting is over: heartbeats come through, and nothing is asked any more.
  void settle() {
    for (std::size_t before = 0; before != daemon.methods().size();) {
      before = daemon.methods().size();
      CHECK(next(50ms) == "nothing");
    }
  }

 private:
  Messaging messaging_;
  std::optional<EventFollower> follower_;
  FollowedItem last_;
};

}  // namespace cancel::testing
