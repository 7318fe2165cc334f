#include "pending_messages.hpp"

#include <cassert>
#include <limits>
#include <utility>

namespace cancel::transport {
namespace {

// What a ticket names. The generation tells a ticket from those of the messages that had the slot before, so that a
// reply too many, which is a bug, can't reach another client.
struct Place {
  std::uint32_t slot;
  std::uint16_t generation;
  std::uint16_t item;
};

Ticket to_ticket(Place place) {
  return Ticket{place.slot} << 32 | Ticket{place.generation} << 16 | Ticket{place.item};
}

Place to_place(Ticket ticket) {
  return {static_cast<std::uint32_t>(ticket >> 32), static_cast<std::uint16_t>(ticket >> 16),
          static_cast<std::uint16_t>(ticket)};
}

// An envelope of more frames than anybody sends does not keep its memory.
constexpr std::size_t usual_frames = 16;

void clear(Envelope& envelope) {
  envelope.clear();
  if (envelope.capacity() > usual_frames) Envelope().swap(envelope);
}

}  // namespace

void PendingMessages::add(Envelope& envelope, DecodedMessage message, std::vector<ReceivedCommand>& commands) {
  assert(!message.items.empty() && message.items.size() <= std::numeric_limits<std::uint16_t>::max());
  const std::uint32_t index = take_slot();
  Slot& slot = slots_[index];
  slot.envelope.swap(envelope);
  slot.is_batch = message.is_batch;
  slot.unanswered = message.items.size();
  if (slot.is_batch) slot.replies.resize(message.items.size());
  unanswered_ += message.items.size();
  std::uint16_t item = 0;
  for (DecodedItem& decoded : message.items) {
    slot.ids.push_back(std::move(decoded.id));
    commands.push_back({to_ticket({index, slot.generation, item++}), std::move(decoded.content)});
  }
}

ReplyMessage* PendingMessages::answer(Ticket ticket, const Reply& reply) {
  const Place place = to_place(ticket);
  assert(place.slot < slots_.size());
  Slot& slot = slots_[place.slot];
  assert(slot.generation == place.generation && place.item < slot.ids.size() && !slot.ids[place.item].empty());
  encode(slot, place.item, reply, slot.is_batch ? slot.replies[place.item] : ready_.payload);
  slot.ids[place.item].clear();
  --unanswered_;
  --slot.unanswered;
  if (slot.unanswered > 0) return nullptr;
  if (slot.is_batch) ready_.payload = encode_batch(slot.replies);
  clear(ready_.envelope);
  ready_.envelope.swap(slot.envelope);
  free_slot(place.slot);
  return &ready_;
}

// A batch of a thousand reads must not grow to a thousand times the limit: what its earlier replies have taken is gone
// for its later ones, which say where to go on.
void PendingMessages::encode(Slot& slot, std::size_t item, const Reply& reply, std::string& into) const {
  ReplyLimits left = limits_;
  left.taken = slot.reply_bytes;
  into.clear();
  append_reply(into, slot.ids[item], reply, left);
  slot.reply_bytes += into.size() + 1;
}

std::uint32_t PendingMessages::take_slot() {
  if (free_.empty()) {
    slots_.emplace_back();
    free_.push_back(static_cast<std::uint32_t>(slots_.size() - 1));
  }
  const std::uint32_t index = free_.back();
  free_.pop_back();
  // 0 is left out, so that no ticket is 0.
  if (++slots_[index].generation == 0) ++slots_[index].generation;
  return index;
}

void PendingMessages::free_slot(std::uint32_t index) {
  Slot& slot = slots_[index];
  slot.ids.clear();
  slot.replies.clear();
  if (slot.is_batch) {
    slot.ids.shrink_to_fit();
    slot.replies.shrink_to_fit();
  }
  slot.reply_bytes = 0;
  free_.push_back(index);
}

}  // namespace cancel::transport
