#pragma once

#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>

#include "cancel/domain/names.hpp"
#include "cancel/posix/file_descriptor.hpp"

namespace cancel::tail {

// Up to where somebody has dealt with the events of a log.
struct ConsumerPosition {
  std::string log_id;
  Position position = 0;
  bool operator==(const ConsumerPosition&) const = default;
};

// The file holds something else than what save() writes. what() names it.
class DamagedConsumer : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Another process has the consumer.
class ConsumerInUse : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Where a consumer, who has a name, is in the log: kept in FOLDER/NAME.json, for one process at a time.
//
// Not thread-safe. The lock is FOLDER/NAME.lock, which stays there; it is held as long as the object lives, and goes
// with the process, however that ends.
class ConsumerFile {
 public:
  // Letters, digits and ".-_", 1 to 64 of them.
  static bool is_name(const std::string& name);

  // Makes the folder where it is missing, takes the lock, and reads. Throws ConsumerInUse, DamagedConsumer (nothing is
  // changed then), std::system_error where the system will not.
  ConsumerFile(const std::filesystem::path& folder, const std::string& name);

  // What was saved last, by this process or one before; empty: nothing yet.
  const std::optional<ConsumerPosition>& position() const { return position_; }

  // Replaces the file as a whole: after a crash it holds the old position or this one. Durable when it returns. Throws
  // std::system_error. Costs two fsync() calls; nothing where that is what the file holds.
  void save(const ConsumerPosition& position);

 private:
  std::filesystem::path folder_;
  std::filesystem::path file_;
  FileDescriptor lock_;
  std::optional<ConsumerPosition> position_;
};

}  // namespace cancel::tail
