#pragma once

#include <map>
#include <string>
#include <vector>

#include "cancel/store/history.hpp"
#include "statement.hpp"

namespace cancel {

// Reads the cancelled tokens. Must not outlive its connection. Throws SqliteError, LogDamaged.
//
// Each filter has a statement of its own, whose restrictions lead SQLite to the index that fits: by name, namespace,
// cause or time. A tool and a requester have none: their rows are looked for among those that the rest of the filter
// leaves.
class HistoryQuery {
 public:
  explicit HistoryQuery(Connection& connection) : connection_(connection) {}

  // As LogReader::history().
  std::vector<HistoryRow> run(const HistoryFilter& filter);

 private:
  Statement& statement_for(const HistoryFilter& filter);

  Connection& connection_;
  std::map<std::string, Statement> statements_;  // by their SQL
};

}  // namespace cancel
