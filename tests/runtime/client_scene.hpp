#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "cancel/cancel.hpp"
#include "daemon_process.hpp"

// A daemon of its own and clients of it.

namespace scene {

using namespace std::chrono_literals;

// Looks until `condition` holds; false where it does not within ten seconds.
inline bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds within = 10s) {
  const auto until = std::chrono::steady_clock::now() + within;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::yield();
  }
  return true;
}

inline cancel::ClientOptions options_for(const DaemonProcess& daemon) {
  cancel::ClientOptions options;
  options.command_endpoint = daemon.command_endpoint();
  options.event_endpoint = daemon.event_endpoint();
  options.name = "test";
  options.connection.reconnect = cancel::Millis{5};
  options.connection.longest_reconnect = cancel::Millis{20};
  return options;
}

inline cancel::Millis long_enough() { return cancel::Millis{20'000}; }

// Every event of the log, in order.
inline std::vector<cancel::Event> all_events(cancel::Client& client) {
  std::vector<cancel::Event> events;
  cancel::ReadEvents read;
  for (;;) {
    auto page = client.call(read, {.timeout = long_enough()});
    if (!page) throw std::runtime_error("events/read: " + page.problem());
    events.insert(events.end(), page->events.begin(), page->events.end());
    read.after = page->next;
    if (page->next >= page->head) return events;
  }
}

inline std::vector<cancel::EventType> types_of(const std::vector<cancel::Event>& events, const std::string& id) {
  std::vector<cancel::EventType> types;
  for (const cancel::Event& event : events) {
    if (event.token.id == id) types.push_back(event.type());
  }
  return types;
}

}  // namespace scene
