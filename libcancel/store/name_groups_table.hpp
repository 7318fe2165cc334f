#pragma once

#include "name_directory.hpp"
#include "statement.hpp"

namespace cancel {

// The rows of `name_groups`: the full groups of a NameDirectory, so that opening a log need not read all names. What is
// missing there, or damaged, is made again from the tokens. Must not outlive its connection. Throws SqliteError.
class NameGroupsTable {
 public:
  explicit NameGroupsTable(Connection& connection);

  // Hands the groups to a directory that is empty, up to the first that can not be used.
  void load(NameDirectory& directory);

  // Writes the group behind those whose last key is up to `behind`; what may stand there is of no use and goes.
  // Call inside a write transaction, as the next one.
  void insert(const NameGroup& group, TokenKey behind);
  // Removes the groups whose last key is below `first`.
  void erase_before(TokenKey first);

 private:
  Statement select_;
  Statement insert_;
  Statement erase_behind_;
  Statement erase_before_;
};

}  // namespace cancel
