#pragma once

#include <memory>
#include <optional>
#include <string>

#include "cancel/domain/replies.hpp"
#include "top/daemon_caller.hpp"
#include "top/wish.hpp"

namespace cancel {
class LogReader;
}

namespace cancel::top {

// Reads what the log has of one token: from the log's file, where the daemon's file is on this machine, which costs the
// daemon nothing; else page by page from the daemon, for a while.
//
// Not thread-safe: one thread owns it. `daemon` must outlive it.
class TokenHistory {
 public:
  explicit TokenHistory(DaemonCaller& daemon);
  ~TokenHistory();

  // Never throws for what the daemon or the file say: that is the answer's `fault`.
  HistoryAnswer read(const HistoryWish& wish);

 private:
  std::vector<Event> read_file(const HistoryWish& wish, const InfoReply& daemon);
  void read_daemon(const HistoryWish& wish, const InfoReply& daemon, HistoryAnswer& answer);

  DaemonCaller& daemon_;
  std::unique_ptr<LogReader> reader_;
  std::string path_;  // that the reader has open
  std::string log_id_;
};

}  // namespace cancel::top
