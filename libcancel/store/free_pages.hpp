#pragma once

#include <cstdint>

#include "connection.hpp"
#include "statement.hpp"

namespace cancel {

// Gives pages back to the filesystem that retention has emptied, where they have become many: those that are few are
// written again soon. Only files can shrink that were made so, from schema version 2 on; older ones keep their size and
// fill the pages again. The connection must outlive it. Not thread-safe. All functions throw SqliteError.
class FreePages {
 public:
  explicit FreePages(Connection& connection);

  // Looks how many there are: after opening, and after pages were emptied.
  void look();
  // Whether there are many.
  bool due() const { return due_; }

  // Gives some back. The file itself becomes shorter with the next checkpoint. Call inside a write transaction.
  // Cost: moving some hundred pages, a few milliseconds.
  void step();

 private:
  Connection& connection_;
  Statement count_;
  Statement free_;
  bool shrinks_;
  bool due_ = false;
};

}  // namespace cancel
