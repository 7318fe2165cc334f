#include "name_groups_table.hpp"

namespace cancel {

NameGroupsTable::NameGroupsTable(Connection& connection)
    : select_(connection, "SELECT last_key, content FROM name_groups ORDER BY last_key"),
      insert_(connection, "INSERT INTO name_groups (last_key, content) VALUES (?1, ?2)"),
      erase_behind_(connection, "DELETE FROM name_groups WHERE last_key > ?1"),
      erase_before_(connection, "DELETE FROM name_groups WHERE last_key < ?1") {}

void NameGroupsTable::load(NameDirectory& directory) {
  const Reset reset(select_);
  while (select_.step()) {
    auto group = NameGroup::decode(select_.blob(1));
    if (!group || !group->full() || group->last_key() != select_.natural(0)) return;
    directory.restore(*std::move(group));
  }
}

void NameGroupsTable::insert(const NameGroup& group, TokenKey behind) {
  erase_behind_.bind(1, behind).run();
  const std::string content = group.encode();
  insert_.bind(1, group.last_key()).bind_blob(2, content).run();
}

void NameGroupsTable::erase_before(TokenKey first) {
  erase_before_.bind(1, first).run();
}

}  // namespace cancel
