#pragma once

#include "connection.hpp"

namespace cancel {

// Decides when the pages of the write-ahead log go into the main file, and brings them there. SQLite can not do a part
// of a checkpoint, so that the steps are kept short by taking them often: after each `step_pages` pages.
//
// A reader that holds a moment keeps everything later in the write-ahead log, which grows meanwhile; the step after he
// has gone is as long as what he held. The connection must outlive it. Not thread-safe.
class Checkpointer {
 public:
  static constexpr int step_pages = 1'000;  // 4 KiB each

  explicit Checkpointer(Connection& connection);
  ~Checkpointer();
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;

  // Whether enough was written since the last step.
  bool due() const { return pages_ - looked_at_ >= step_pages; }
  // Whether nobody has taken a step for so long that the next append must.
  bool overdue() const { return pages_ - looked_at_ >= 16 * step_pages; }

  // Outside a transaction. A failure does no harm and is not told: the pages stay where they are, and the next step
  // tries again. Cost: writing the pages that changed and one fdatasync of the main file, a few milliseconds.
  void step() noexcept;
  // The same, and leaves an empty write-ahead log where nobody reads.
  void finish() noexcept;

 private:
  static int committed(void* self, sqlite3* database, const char* name, int pages);
  void run(int mode) noexcept;

  sqlite3* database_;
  int pages_ = 0;      // in the write-ahead log, those that were brought over included, until it begins anew
  int looked_at_ = 0;  // its pages at the last step
};

}  // namespace cancel
