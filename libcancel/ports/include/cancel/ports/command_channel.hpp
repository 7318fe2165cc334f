#pragma once

#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

#include "cancel/domain/commands.hpp"
#include "cancel/domain/errors.hpp"
#include "cancel/domain/replies.hpp"

namespace cancel {

// Names one received command until it is answered.
using Ticket = std::uint64_t;

struct ReceivedCommand {
  Ticket ticket = 0;
  // What was asked for, or why it is none: such an error goes back in its turn, as the answer.
  std::variant<Command, Error> content;
};

// Where commands come from and answers go to. Not thread-safe.
class CommandChannel {
 public:
  virtual ~CommandChannel() = default;

  // Appends the commands that are waiting to `commands`, in the order in which each connection sent them, up to about
  // `most`. Does not block.
  virtual void receive(std::size_t most, std::vector<ReceivedCommand>& commands) = 0;

  // The same as a value.
  std::vector<ReceivedCommand> receive(std::size_t most) {
    std::vector<ReceivedCommand> commands;
    receive(most, commands);
    return commands;
  }

  // Answers `ticket`; exactly once for each. Does not block and does not throw: an asker that has gone gets nothing.
  virtual void reply(Ticket ticket, Reply reply) = 0;
};

}  // namespace cancel
