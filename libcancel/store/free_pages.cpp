#include "free_pages.hpp"

#include <algorithm>

namespace cancel {
namespace {

constexpr const char* step_sql = "PRAGMA incremental_vacuum(256)";
constexpr std::int64_t incremental = 2;  // PRAGMA auto_vacuum

// One page in eight starts it, one in sixteen ends it, lest it goes back and forth.
constexpr std::int64_t share_to_begin = 8;
constexpr std::int64_t share_to_keep = 16;
constexpr std::int64_t always_kept = 64;

std::int64_t number(Statement& statement) {
  const Reset reset(statement);
  return statement.step() ? statement.integer(0) : 0;
}

}  // namespace

FreePages::FreePages(Connection& connection)
    : connection_(connection),
      count_(connection, "PRAGMA page_count"),
      free_(connection, "PRAGMA freelist_count"),
      shrinks_(connection.query_integer("PRAGMA auto_vacuum") == incremental) {}

void FreePages::look() {
  if (!shrinks_) return;
  const std::int64_t share = due_ ? share_to_keep : share_to_begin;
  due_ = number(free_) > std::max(always_kept, number(count_) / share);
}

void FreePages::step() {
  connection_.execute(step_sql);
  look();
}

}  // namespace cancel
