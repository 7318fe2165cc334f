#pragma once

#include <memory>
#include <string>

#include "cancel/ports/snapshot_store.hpp"

namespace cancel {

// Snapshots in the file "<log>.snapshot" beside the log, written to "<log>.snapshot.new" first. Both may be deleted at
// any time: the next start takes longer then.
//
// A thread of its own writes, so that the owner never waits for the disk. Not thread-safe.
class SnapshotFile final : public SnapshotStore {
 public:
  // `log_path` as SqliteEventLog::path() says it.
  explicit SnapshotFile(const std::string& log_path);
  // Waits until a complete snapshot is on the disk; one that is not is dropped.
  ~SnapshotFile() override;
  SnapshotFile(const SnapshotFile&) = delete;
  SnapshotFile& operator=(const SnapshotFile&) = delete;

  void begin() override;
  void put(const Token& token) override;
  void put_removed(TokenKey token) override;
  void put(const std::string& command_id, const CarriedOut& carried_out) override;
  void put(const Session& session) override;
  void put(const Statistics& statistics) override;
  void complete(const SnapshotPlace& place) override;
  bool writing() const override;
  std::optional<std::string> take_failure() override;
  std::optional<SnapshotPlace> load(StateBuilder& builder) override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cancel
