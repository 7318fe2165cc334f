#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "cancel/ports/event_log.hpp"
#include "cancel/store/log_unusable.hpp"

namespace cancel {

enum class Durability {
  full,    // append() returns when the events would survive a loss of power
  normal,  // they survive the end of the process; a loss of power may take the last ones, never some in the middle
};

struct OpenOptions {
  std::string path;  // links are followed; its folder must exist
  Durability durability = Durability::full;
  std::string program_version{};                  // noted in a new log, for people
  std::chrono::milliseconds busy_timeout{1'000};  // how long append() waits for another program's write lock
  // On opening, look at every page of a file of up to this many bytes, which takes about a second a gigabyte. Of a
  // larger one only its header, its schema and its end are looked at; check_structure() looks at everything.
  std::uint64_t check_pages_up_to = 256 << 20;
  std::string vfs{};  // a registered SQLite VFS; empty: the default one
};

// The log as one SQLite file, for one writing process; its format is described in libcancel/doc/log-format.md.
//
// One connection writes and checkpoints; everybody else reads (LogReader, `sqlite3 -readonly`). A second writer on the
// same file is kept out by a lock on "<path>.lock". Not thread-safe.
class SqliteEventLog final : public EventLog {
 public:
  // Opens the log, or makes a new one where there is no file, or an empty one. An older schema is migrated. What is in
  // the log when open() returns is durable. Throws LogUnusable, LogInUse.
  static std::unique_ptr<SqliteEventLog> open(const OpenOptions& options);

  // Writes everything into the main file, where that can be done.
  ~SqliteEventLog() override;
  SqliteEventLog(const SqliteEventLog&) = delete;
  SqliteEventLog& operator=(const SqliteEventLog&) = delete;

  std::string id() const override;
  std::string backend() const override { return "sqlite"; }
  Position head() const override;
  Position first() const override;

  Appended append(const Batch& batch) override;
  void recover() override;

  std::vector<Event> read_after(Position after, std::size_t limit) const override;
  Found find_after(const ReadEvents& query, std::size_t look_at) const override;
  std::vector<Event> read_token(const TokenName& token) const override;
  std::vector<TokenView> list_tokens(TokenKey after, const TokenFilter& filter, std::size_t limit) const override;

  bool contains(const TokenName& token) const override;
  bool maintain(std::chrono::microseconds budget) override;
  void prune(std::span<const TokenKey> tokens, Position before, const Statistics& removed) override;
  Statistics removed() const override;

  // The file that is written, with links resolved.
  const std::string& path() const;

 private:
  class Impl;
  explicit SqliteEventLog(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace cancel
