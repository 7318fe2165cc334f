#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>
#include <zmq.hpp>

#include "cancel/ports/command_channel.hpp"
#include "cancel/wire/reply_encoder.hpp"

namespace cancel::transport {

// The frames before the last, the client's routing id first.
using Envelope = std::vector<zmq::message_t>;

struct ReplyMessage {
  Envelope envelope;
  std::string payload;
};

// The request messages that are not wholly answered yet: who asked, and the replies of batches that are still growing.
//
// Slots are used again, with the memory they have, so that a message costs no allocation of its own.
// Not thread-safe. Every function takes constant time, but for the joining of a batch.
class PendingMessages {
 public:
  // Replies are held to `limits`; those of one batch share them.
  explicit PendingMessages(ReplyLimits limits) : limits_(limits) {}

  // Takes a message in and appends its commands, each with its ticket, to `commands`. Leaves `envelope` empty.
  void add(Envelope& envelope, DecodedMessage message, std::vector<ReceivedCommand>& commands);

  // Takes the reply to one command in. When it is the last of its message, the whole reply message is there until the
  // next call, to be sent; else null. `ticket` is one that add() gave and that has not been answered.
  ReplyMessage* answer(Ticket ticket, const Reply& reply);

  // The commands that have not been answered.
  std::size_t size() const { return unanswered_; }

 private:
  struct Slot {
    Envelope envelope;
    std::vector<RawId> ids;            // one for each command; empty once it is answered
    std::vector<std::string> replies;  // of a batch, likewise
    std::size_t reply_bytes = 0;
    std::size_t unanswered = 0;
    bool is_batch = false;
    std::uint16_t generation = 0;  // of the message, among those that had this slot
  };

  std::uint32_t take_slot();
  void free_slot(std::uint32_t index);
  void encode(Slot& slot, std::size_t item, const Reply& reply, std::string& into) const;

  ReplyLimits limits_;
  std::deque<Slot> slots_;
  std::vector<std::uint32_t> free_;
  std::size_t unanswered_ = 0;
  ReplyMessage ready_;
};

}  // namespace cancel::transport
