#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cancel/domain/state.hpp"
#include "cancel/domain/state_builder.hpp"

namespace cancel {

// What a snapshot stands for: the state after the event at `position`, of the log `log_id`. `fingerprint` tells that event
// from another one at the same place, as it may stand in a log that was put back from a copy and then went on.
struct SnapshotPlace {
  std::string log_id;
  Position position = 0;
  std::uint64_t fingerprint = 0;
};

// Where snapshots are kept: one that is complete, and one that is being made. Only an optimisation: without them, or with
// one that is damaged or not of this log, all events are read again.
//
// A snapshot is written part by part while the state goes on: what is written later about the same token replaces what was
// written earlier, and complete() says where the state stands that all of them make up. Not thread-safe.
class SnapshotStore {
 public:
  virtual ~SnapshotStore() = default;

  // Forgets a snapshot that was begun, and begins one. None of these functions blocks or throws: where the medium fails, the
  // snapshot is dropped, and the earlier one stays.
  virtual void begin() = 0;
  virtual void put(const Token& token) = 0;
  virtual void put_removed(TokenKey token) = 0;
  virtual void put(const std::string& command_id, const CarriedOut& carried_out) = 0;
  virtual void put(const Session& session) = 0;
  virtual void put(const Statistics& statistics) = 0;
  // Ends it. It takes the earlier one's place as soon as the medium has all of it, and never half.
  virtual void complete(const SnapshotPlace& place) = 0;
  // Whether what was put is still on its way to the medium.
  virtual bool writing() const = 0;
  // Why a snapshot was dropped by the medium, told once.
  virtual std::optional<std::string> take_failure() = 0;

  // The parts of the complete snapshot go into `builder`. Empty where there is none that can be used.
  virtual std::optional<SnapshotPlace> load(StateBuilder& builder) = 0;
};

}  // namespace cancel
