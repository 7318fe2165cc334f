#pragma once

#include <vector>

#include "cancel/store/history.hpp"
#include "statement.hpp"

namespace cancel {

// Reads the cancelled tokens. Must not outlive its connection. Throws SqliteError, LogDamaged.
class HistoryQuery {
 public:
  explicit HistoryQuery(Connection& connection);

  // As LogReader::history().
  std::vector<HistoryRow> run(const HistoryFilter& filter);

 private:
  Statement select_;
};

}  // namespace cancel
