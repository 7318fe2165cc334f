#pragma once

#include <cstdint>

#include "cancel/wire/event_codec.hpp"
#include "stable_hash.hpp"
#include "stored_time.hpp"

namespace cancel {

// What stands in a row of `events` as its checksum: a hash of all other columns, folded to 32 bits. `previous` is 0
// where there is none. Never to change: it stands in files.
inline std::int64_t event_checksum(const EventRow& row, Position previous) {
  const auto hash = static_cast<std::uint64_t>(StableHash()
                                                   .add(row.position)
                                                   .add(row.version)
                                                   .add(static_cast<std::uint64_t>(to_nanoseconds(row.time)))
                                                   .add(row.type)
                                                   .add(row.space)
                                                   .add(row.token)
                                                   .add(std::uint64_t{row.of_operation})
                                                   .add(row.data)
                                                   .add(previous)
                                                   .value());
  return static_cast<std::int32_t>(hash ^ (hash >> 32));
}

}  // namespace cancel
