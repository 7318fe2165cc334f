#pragma once

#include <string>
#include <vector>

#include "cancel/cancel.hpp"
#include "daemon_process.hpp"

namespace cancel::mcp {

inline ClientOptions client_options(const DaemonProcess& daemon, const std::string& name) {
  ClientOptions options;
  options.command_endpoint = daemon.command_endpoint();
  options.event_endpoint = daemon.event_endpoint();
  options.name = name;
  options.connection.reconnect = Millis{5};
  options.connection.longest_reconnect = Millis{20};
  return options;
}

// What the daemon says runs now.
inline std::vector<OperationView> operations_in(Client& client) {
  client.flush(Millis{10'000});
  const auto page = client.call(ListOperations{}, {.timeout = Millis{10'000}});
  return page ? page->operations : std::vector<OperationView>{};
}

// What has happened to a token, in order.
inline std::vector<Event> events_of(Client& client, const std::string& id) {
  client.flush(Millis{10'000});
  std::vector<Event> events;
  ReadEvents read;
  for (;;) {
    const auto page = client.call(read, {.timeout = Millis{10'000}});
    if (!page) return events;
    for (const Event& event : page->events) {
      if (event.token.id == id) events.push_back(event);
    }
    read.after = page->next;
    if (page->next >= page->head) return events;
  }
}

}  // namespace cancel::mcp
