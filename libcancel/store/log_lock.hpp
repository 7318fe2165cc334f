#pragma once

#include <string>

namespace cancel {

// The right to write one log: an exclusive lock on "<path>.lock", which holds the owner's process id. The system lets
// go of it when the process ends, however it ends.
class LogLock {
 public:
  // `path`: the log's, canonical. Does not wait. Throws LogInUse, naming the process that has it; LogUnusable.
  explicit LogLock(const std::string& path);
  ~LogLock();
  LogLock(const LogLock&) = delete;
  LogLock& operator=(const LogLock&) = delete;

 private:
  bool try_to_lock();
  void write_owner() const;

  std::string log_path_;
  std::string lock_path_;
  int descriptor_ = -1;
};

}  // namespace cancel
