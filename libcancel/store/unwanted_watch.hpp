#pragma once

#include <functional>

#include "connection.hpp"

namespace cancel {

// While it lives, statements of `connection` ask every millisecond or so whether they are unwanted, and end with
// SQLITE_INTERRUPT where they are. Both must outlive it. One at a time; an empty function asks nothing.
class UnwantedWatch {
 public:
  UnwantedWatch(Connection& connection, const std::function<bool()>& is_unwanted) : connection_(connection) {
    if (is_unwanted)
      sqlite3_progress_handler(connection.handle(), steps, &ask, const_cast<std::function<bool()>*>(&is_unwanted));
  }
  ~UnwantedWatch() { sqlite3_progress_handler(connection_.handle(), 0, nullptr, nullptr); }
  UnwantedWatch(const UnwantedWatch&) = delete;
  UnwantedWatch& operator=(const UnwantedWatch&) = delete;

 private:
  static constexpr int steps = 20'000;  // of SQLite's virtual machine

  static int ask(void* is_unwanted) { return (*static_cast<const std::function<bool()>*>(is_unwanted))() ? 1 : 0; }

  Connection& connection_;
};

}  // namespace cancel
