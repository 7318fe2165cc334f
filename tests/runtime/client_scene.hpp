#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
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

inline cancel::Millis long_enough() {
  return cancel::Millis{20'000};
}

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

// A daemon that runs.
struct RunningDaemon : DaemonProcess {
  explicit RunningDaemon(std::vector<std::string> arguments = {}) : DaemonProcess(std::move(arguments)) { start(); }
};

// What the log says of each token, in order.
inline std::map<std::string, std::vector<cancel::Event>> by_token(const std::vector<cancel::Event>& events) {
  std::map<std::string, std::vector<cancel::Event>> histories;
  for (const cancel::Event& event : events) {
    if (!event.of_session()) histories[event.token.id].push_back(event);
  }
  return histories;
}

// Positions 1, 2, 3 …: no hole, no duplicate.
inline bool is_whole(const std::vector<cancel::Event>& events) {
  cancel::Position position = 0;
  return std::all_of(events.begin(), events.end(), [&](const auto& event) { return event.position == ++position; });
}

template <typename Data>
const Data* find_in(const std::vector<cancel::Event>& events, const std::string& id) {
  for (const cancel::Event& event : events) {
    if (event.token.id != id) continue;
    if (const auto* data = std::get_if<Data>(&event.data)) return data;
  }
  return nullptr;
}

using Types = std::vector<cancel::EventType>;

}  // namespace scene
