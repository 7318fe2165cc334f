#pragma once

#include "cancel/ports/event_log.hpp"
#include "cancel/store/read_given_up.hpp"
#include "sqlite_error.hpp"

namespace cancel {

// Runs a read and tells its failures in the port's words: LogDamaged, LogError. One that was interrupted is ReadGivenUp.
template <typename Read>
auto told(Read read) {
  try {
    return read();
  } catch (const SqliteError& error) {
    if (error.code() == SQLITE_INTERRUPT) throw ReadGivenUp();
    if (error.means_damage()) throw LogDamaged(error.what());
    throw LogError(error.what(), StorageOutcome::unknown);
  }
}

}  // namespace cancel
