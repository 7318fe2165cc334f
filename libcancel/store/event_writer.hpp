#pragma once

#include <string>

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
  const std::string& text_of(Timestamp time);

  Statement insert_;
  Statement erase_;
  // The events of one append mostly have the same time.
  Timestamp last_time_{};
  std::string last_time_text_;
};

}  // namespace cancel
