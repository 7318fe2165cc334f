#pragma once

#include <functional>
#include <memory>
#include <string>

#include "batch_chains.hpp"
#include "cancel/ports/event_log.hpp"
#include "connection.hpp"
#include "event_reader.hpp"
#include "event_writer.hpp"
#include "meta_table.hpp"
#include "name_index.hpp"
#include "token_reader.hpp"
#include "token_writer.hpp"
#include "transaction.hpp"

namespace cancel {

// The open log: the connection that writes, with all its statements. Not thread-safe.
//
// What writes throws LogError, whose outcome tells how far it came. What reads throws SqliteError or LogDamaged.
class LogDatabase {
 public:
  explicit LogDatabase(std::unique_ptr<Connection> connection);

  std::string id() { return meta_.text("log_id"); }
  Position first() { return meta_.natural("first"); }
  // The position of the last event that ever was: retention may have taken it away.
  Position head();

  EventReader& events() { return event_reader_; }
  TokenReader& tokens() { return token_reader_; }
  NameIndex& names() { return names_; }

  // False: the log does not end at `batch.expected_head`, and nothing was written.
  bool append(const Batch& batch);
  void archive(std::span<const TokenView> tokens);
  void prune(std::span<const TokenKey> tokens, Position before, const Statistics& removed);
  Statistics removed();

  // Makes durable what is visible. Throws SqliteError.
  void settle();
  // A small durable write: settles, and notes that the log was opened again after a fault.
  void probe();
  // Writes everything into the main file, as far as readers let it. Failure does no harm and is not told.
  void checkpoint() noexcept;

 private:
  void write(const std::function<void()>& change);
  void append_event(const Event& event, BatchChains& chains);
  void append_row(const TokenView& token, const BatchChains::Chain& chain);
  void prune_token(TokenKey key, Position before);

  std::unique_ptr<Connection> connection_;
  TransactionStatements transactions_;
  MetaTable meta_;
  EventReader event_reader_;
  EventWriter event_writer_;
  TokenReader token_reader_;
  TokenWriter token_writer_;
  NameIndex names_;
};

}  // namespace cancel
