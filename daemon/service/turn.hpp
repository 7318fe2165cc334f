#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "cancel/ports/command_channel.hpp"
#include "cancel/service/service.hpp"

namespace cancel {

// One received command on its way to its reply.
struct Entry {
  Ticket ticket = 0;
  std::variant<Command, Error> content;
  std::optional<Reply> reply{};  // empty for one that waits
  bool changed = false;          // it caused events
};

// Everything between taking the waiting commands and answering them.
//
//     entries:  ■ ■ ■ ■ │ □ □ □        staged:  ■ ■ ■ ■ ■ │ □ □ □ □
//               settled ┘ open                    durable ┘ in the state, not in the log
//
// What is behind the bars becomes durable with the next append, or is taken back.
struct Turn {
  Timestamp now{};  // the same instant on both clocks
  Moment moment{};
  std::size_t fired = 0;  // timers and leases
  std::vector<ReceivedCommand> received;
  std::vector<Entry> entries;
  std::size_t settled = 0;
  std::vector<Event> staged;
  std::size_t durable = 0;
  std::vector<std::pair<Ticket, Reply>> woken;  // answers to those who waited
  TurnReport report;

  std::span<const Event> open_events() const { return std::span(staged).subspan(durable); }

  // A new turn in the same memory.
  void begin(Timestamp wall, Moment monotonic) {
    now = wall;
    moment = monotonic;
    received.clear();
    entries.clear();
    staged.clear();
    woken.clear();
    settled = durable = fired = 0;
    report.begin();
  }
};

}  // namespace cancel
