#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cancel/ports/event_log.hpp"

namespace cancel {

// A working EventLog that keeps everything in memory and fails on demand. Not thread-safe.
//
// It behaves as the port says: after a failure it takes nothing until recover(), and shows nothing of an append with an
// unknown outcome before that.
class MemoryEventLog final : public EventLog {
 public:
  explicit MemoryEventLog(std::string id = "memory-log") : id_(std::move(id)) {}

  std::string id() const override { return id_; }
  std::string backend() const override { return "memory"; }
  Position head() const override { return head_; }
  Position first() const override { return first_; }

  Appended append(const Batch& batch) override;
  void recover() override;
  std::vector<Event> read_after(Position after, std::size_t limit) const override;
  Found find_after(const ReadEvents& query, std::size_t look_at) const override;
  std::vector<Event> read_token(const TokenName& token) const override;
  std::vector<TokenView> list_tokens(TokenKey after, const TokenFilter& filter, std::size_t limit) const override;
  bool contains(const TokenName& token) const override;
  bool maintain(std::chrono::microseconds) override { return false; }
  void prune(std::span<const TokenKey> tokens, Position before, const Statistics& removed) override;
  Statistics removed() const override { return removed_; }

  // The next `count` appends throw LogError with `outcome`. With `recorded`, which only an unknown outcome can have,
  // the events are in the log all the same, and recover() brings them to light.
  void fail_append(std::size_t count, StorageOutcome outcome = StorageOutcome::unknown, bool recorded = false);
  // The next `count` calls of recover() throw.
  void fail_recover(std::size_t count) { failing_recoveries_ = count; }
  // The next `count` calls of read_after() throw.
  void fail_read(std::size_t count) { failing_reads_ = count; }
  // From now on the events of `token` can not be read.
  void damage(TokenName token) { damaged_ = std::move(token); }
  // Somebody else's append: the next one by the owner finds that the log has moved on. Positions and versions are the
  // caller's business.
  void append_elsewhere(const Batch& batch) { store(batch); }

  // How many appends were durable, and how many were tried.
  std::size_t appended() const { return appended_; }
  std::size_t tried() const { return tried_; }
  bool failed() const { return failed_; }

 private:
  struct Failure {
    StorageOutcome outcome;
    bool recorded;
  };

  void store(const Batch& batch);
  void fail(const Batch& batch);

  std::string id_;
  Position head_ = 0;
  Position first_ = 1;
  std::map<Position, Event> events_;
  std::map<TokenKey, TokenView> tokens_;
  Statistics removed_;
  std::deque<Failure> failures_;
  std::vector<Event> doubtful_events_;  // of a failed append that was recorded
  std::vector<TokenView> doubtful_tokens_;
  std::size_t failing_recoveries_ = 0;
  mutable std::size_t failing_reads_ = 0;
  std::optional<TokenName> damaged_;
  std::size_t appended_ = 0;
  std::size_t tried_ = 0;
  bool failed_ = false;
};

}  // namespace cancel
