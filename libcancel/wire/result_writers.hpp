#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "cancel/domain/replies.hpp"
#include "json_writer.hpp"

namespace cancel {

// One overload a shape of result: writes its members. A list stops before the message passes `most` bytes.
void write_members(JsonWriter& out, const CreateReply& reply, std::size_t most);
void write_members(JsonWriter& out, const CancelReply& reply, std::size_t most);
void write_members(JsonWriter& out, const CancelManyReply& reply, std::size_t most);
void write_members(JsonWriter& out, const StatusReply& reply, std::size_t most);
void write_members(JsonWriter& out, const TokenListReply& reply, std::size_t most);
void write_members(JsonWriter& out, const OperationListReply& reply, std::size_t most);
void write_members(JsonWriter& out, const ReleaseReply& reply, std::size_t most);
void write_members(JsonWriter& out, const StartReply& reply, std::size_t most);
void write_members(JsonWriter& out, const PositionReply& reply, std::size_t most);
void write_members(JsonWriter& out, const FinishReply& reply, std::size_t most);
void write_members(JsonWriter& out, const OpenSessionReply& reply, std::size_t most);
void write_members(JsonWriter& out, const RenewSessionReply& reply, std::size_t most);
void write_members(JsonWriter& out, const EventsReply& reply, std::size_t most);
void write_members(JsonWriter& out, const StatisticsReply& reply, std::size_t most);
void write_members(JsonWriter& out, const InfoReply& reply, std::size_t most);
void write_members(JsonWriter& out, const PruneReply& reply, std::size_t most);
void write_members(JsonWriter& out, const ResultReply& reply, std::size_t most);

// Calls `write` for one item after the other while the message stays within `most` bytes together with what may follow
// the items, but for the first one in any case; returns how many stand there.
template <typename Items, typename Write>
std::size_t write_fitting(JsonWriter& out, const Items& items, std::size_t most, Write write) {
  constexpr std::size_t room_behind = 256;  // brackets, cursors, positions
  const std::size_t end = most - std::min(most, room_behind);
  std::size_t written = 0;
  for (const auto& item : items) {
    const std::size_t before = out.size();
    write(item);
    if (written > 0 && out.size() > end) {
      out.cut_back_to(before);
      break;
    }
    ++written;
  }
  return written;
}

}  // namespace cancel
