#pragma once

#include <cstdint>
#include <string_view>

#include "cancel/wire/event_codec.hpp"
#include "stable_hash.hpp"

namespace cancel {

// What stands in a row of `events` as its checksum: a hash of all other columns, `time` as its text. `previous` is 0
// where there is none. Never to change: it stands in files.
inline std::int64_t event_checksum(const EventRow& row, std::string_view time, Position previous) {
  return StableHash()
      .add(row.position)
      .add(row.version)
      .add(time)
      .add(row.type)
      .add(row.space)
      .add(row.token)
      .add(std::uint64_t{row.of_operation})
      .add(row.data)
      .add(previous)
      .value();
}

}  // namespace cancel
