#include "name_index.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "stable_hash.hpp"

namespace cancel {

NameIndex::NameIndex(Connection& connection)
    : insert_(connection, "INSERT OR IGNORE INTO names (hash, key) VALUES (?1, ?2)"),
      erase_(connection, "DELETE FROM names WHERE hash = ?1 AND key = ?2"),
      find_(connection,
            "SELECT tokens.key FROM names JOIN tokens ON tokens.key = names.key "
            "WHERE names.hash = ?1 AND tokens.namespace = ?2 AND tokens.token = ?3 ORDER BY names.key DESC"),
      any_(connection, "SELECT 1 FROM names LIMIT 1") {}

std::int64_t NameIndex::hash_of(const TokenName& name) {
  return StableHash().add(name.space).add(name.id).value();
}

// Neighbours in the table are written together.
void NameIndex::insert(std::span<const TokenView> tokens) {
  std::vector<std::pair<std::int64_t, TokenKey>> rows;
  rows.reserve(tokens.size());
  for (const TokenView& token : tokens) rows.emplace_back(hash_of(token.name), token.key);
  std::sort(rows.begin(), rows.end());
  for (const auto& [hash, key] : rows) insert_.bind(1, hash).bind(2, key).run();
}

void NameIndex::erase(const TokenName& name, TokenKey key) {
  erase_.bind(1, hash_of(name)).bind(2, key).run();
}

std::optional<TokenKey> NameIndex::find(const TokenName& name) {
  const Reset reset(find_);
  find_.bind(1, hash_of(name)).bind(2, name.space).bind(3, name.id);
  if (!find_.step()) return std::nullopt;
  return find_.natural(0);
}

bool NameIndex::empty() {
  const Reset reset(any_);
  return !any_.step();
}

}  // namespace cancel
