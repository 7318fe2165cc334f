#include "checkpointer.hpp"

namespace cancel {

Checkpointer::Checkpointer(Connection& connection) : database_(connection.handle()) {
  sqlite3_wal_hook(database_, &Checkpointer::committed, this);
}

Checkpointer::~Checkpointer() {
  sqlite3_wal_hook(database_, nullptr, nullptr);
}

int Checkpointer::committed(void* self, sqlite3*, const char*, int pages) {
  auto& checkpointer = *static_cast<Checkpointer*>(self);
  if (pages < checkpointer.pages_) checkpointer.looked_at_ = 0;  // it began anew
  checkpointer.pages_ = pages;
  return SQLITE_OK;
}

void Checkpointer::step() noexcept {
  run(SQLITE_CHECKPOINT_PASSIVE);
}

void Checkpointer::finish() noexcept {
  run(SQLITE_CHECKPOINT_TRUNCATE);
}

void Checkpointer::run(int mode) noexcept {
  looked_at_ = pages_;
  sqlite3_wal_checkpoint_v2(database_, nullptr, mode, nullptr, nullptr);
}

}  // namespace cancel
