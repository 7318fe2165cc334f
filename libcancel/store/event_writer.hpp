#pragma once

#include "cancel/domain/events.hpp"
#include "statement.hpp"

namespace cancel {

// Writes rows of `events`. Call inside a write transaction. Must not outlive its connection. Throws SqliteError.
class EventWriter {
 public:
  explicit EventWriter(Connection& connection);

  // `previous`: the position of the same token's previous event, 0 where there is none.
  void insert(const Event& event, Position previous);

  void erase(Position position);

 private:
  Statement insert_;
  Statement erase_;
};

}  // namespace cancel
