#include "meta_table.hpp"

#include "cancel/ports/event_log.hpp"

namespace cancel {

MetaTable::MetaTable(Connection& connection)
    : get_(connection, "SELECT value FROM meta WHERE key = ?1"),
      set_(connection, "INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)"),
      increment_(connection,
                 "INSERT INTO meta (key, value) VALUES (?1, 1) ON CONFLICT (key) DO UPDATE SET value = value + 1") {}

std::string MetaTable::text(std::string_view key) {
  const Reset reset(get_);
  find(key);
  return std::string(get_.text(0));
}

std::optional<std::string> MetaTable::text_if(std::string_view key) {
  const Reset reset(get_);
  get_.bind(1, key);
  if (!get_.step()) return std::nullopt;
  return std::string(get_.text(0));
}

std::uint64_t MetaTable::natural(std::string_view key) {
  const Reset reset(get_);
  find(key);
  return get_.natural(0);
}

void MetaTable::set(std::string_view key, std::uint64_t value) {
  set_.bind(1, key).bind(2, value).run();
}

void MetaTable::set(std::string_view key, std::string_view value) {
  set_.bind(1, key).bind(2, value).run();
}

void MetaTable::increment(std::string_view key) {
  increment_.bind(1, key).run();
}

void MetaTable::find(std::string_view key) {
  get_.bind(1, key);
  if (!get_.step()) throw LogDamaged("meta: there is no " + std::string(key));
}

}  // namespace cancel
