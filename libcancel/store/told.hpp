#pragma once

#include "cancel/ports/event_log.hpp"
#include "sqlite_error.hpp"

namespace cancel {

// Runs a read and tells its failures in the port's words: LogDamaged, LogError.
template <typename Read>
auto told(Read read) {
  try {
    return read();
  } catch (const SqliteError& error) {
    if (error.means_damage()) throw LogDamaged(error.what());
    throw LogError(error.what(), StorageOutcome::unknown);
  }
}

}  // namespace cancel
