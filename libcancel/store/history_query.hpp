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
// cause or time. The others have none: their rows are looked for among those that the rest of the filter leaves.
class HistoryQuery {
 public:
  // What of the rows that fit: all, or what stands before the filter's cursor, in two steps.
  enum class Part { all, same_moment, earlier };

  explicit HistoryQuery(Connection& connection) : connection_(connection) {}

  // As LogReader::history().
  std::vector<HistoryRow> run(const HistoryFilter& filter);

 private:
  // Adds the rows of `part`, newest first, up to the filter's limit of rows altogether.
  void add(std::vector<HistoryRow>& rows, const HistoryFilter& filter, Part part);
  Statement& statement_for(const HistoryFilter& filter, Part part);

  Connection& connection_;
  std::map<std::string, Statement> statements_;  // by their SQL
};

}  // namespace cancel
