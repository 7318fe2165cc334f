#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "batch_chains.hpp"
#include "cancel/ports/event_log.hpp"
#include "checkpointer.hpp"
#include "connection.hpp"
#include "event_reader.hpp"
#include "event_writer.hpp"
#include "free_pages.hpp"
#include "meta_table.hpp"
#include "name_directory.hpp"
#include "name_groups_table.hpp"
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

  // Reads what is needed to know every name. Before find() and append(); again when somebody else has written.
  // Cost: up to 100 ms, or that of reading all names where a log comes from version 1.
  void learn_names();
  // The newest token with this name.
  std::optional<TokenKey> find(const TokenName& name);

  // Reads the last events and rows, whatever the size of the file. Throws LogDamaged.
  void check_end();

  // False: the log does not end at `batch.expected_head`, and nothing was written.
  bool append(const Batch& batch);
  void prune(std::span<const TokenKey> tokens, Position before, const Statistics& removed);
  Statistics removed();

  // As EventLog::maintain().
  bool maintain(std::chrono::microseconds budget);

  // Makes durable what is visible. Throws SqliteError.
  void settle();
  // A small durable write: settles, and notes that the log was opened again after a fault.
  void probe();
  // Writes everything into the main file, as far as readers let it. Failure does no harm and is not told.
  void checkpoint() noexcept { checkpointer_.finish(); }

 private:
  void write(const std::function<void()>& change);
  void append_events(std::span<const Event> events, BatchChains& chains);
  void append_event(const Event& event, BatchChains& chains);
  void append_row(const TokenView& token, const BatchChains::Chain& chain);
  Position last_of(const Event& event, const BatchChains::Chain& chain);
  void learn_new(std::span<const TokenView> tokens, Position expected_head);
  void prune_token(TokenKey key, Position before);
  bool take_step();
  void store_names(const NameGroup& group);
  void forget_names(TokenKey first);

  std::unique_ptr<Connection> connection_;
  TransactionStatements transactions_;
  MetaTable meta_;
  EventReader event_reader_;
  EventWriter event_writer_;
  TokenReader token_reader_;
  TokenWriter token_writer_;
  NameGroupsTable name_groups_;
  NameDirectory names_;
  bool names_learned_ = false;
  Checkpointer checkpointer_;
  FreePages free_pages_;
};

}  // namespace cancel
