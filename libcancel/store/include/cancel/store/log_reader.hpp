#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cancel/ports/event_log.hpp"
#include "cancel/store/history.hpp"
#include "cancel/store/log_unusable.hpp"
#include "cancel/store/read_given_up.hpp"

namespace cancel {

// Reads a log's file, whether or not a daemon is writing it; never changes it. For tools.
//
// Each call sees the log as it is at that moment, unless a Snapshot is held. A reader that stays inside one call or
// snapshot for long lets the write-ahead log grow. Not thread-safe. All functions throw LogError and LogDamaged.
class LogReader {
 public:
  // Throws LogUnusable.
  explicit LogReader(const std::string& path);
  ~LogReader();
  LogReader(LogReader&&) noexcept;
  LogReader& operator=(LogReader&&) noexcept;

  // While it lives, all calls see the log as it was at the first of them. Must not outlive its reader; one at a time.
  class Snapshot {
   public:
    ~Snapshot();
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;

   private:
    friend class LogReader;
    explicit Snapshot(LogReader& reader);
    LogReader& reader_;
  };
  Snapshot snapshot() { return Snapshot(*this); }

  std::string id() const;
  Position head() const;
  Position first() const;

  // Hands out the events with position > `after`, in order, until `take` returns false.
  void for_each_event(Position after, const std::function<bool(const Event&)>& take) const;
  std::vector<Event> read_after(Position after, std::size_t limit) const;

  // All events of one token, in order. Cost: some milliseconds for one that was cancelled, else a scan of all tokens.
  std::vector<Event> read_token(const TokenName& token) const;

  // The events of the token that the event at `last` is of, in order, up to that one. Empty where there is no such
  // event, or it is a session's. Cost: their number.
  std::vector<Event> read_token_back_from(Position last) const;

  // Hands out the rows that fit, in order of creation, until `take` returns false.
  void for_each_token(const TokenFilter& filter, const std::function<bool(const TokenView&)>& take) const;

  // The last `filter.limit` cancellations that fit, in the order in which they were requested. To page backwards
  // through all of them, ask again with `filter.before` set to the place() of the first row: each comes exactly once,
  // since a row never moves. Cost of a page: its rows, wherever it is, unless the filter says otherwise.
  //
  // A search that reads very many rows asks `is_unwanted` every millisecond or so, on this thread, and throws ReadGivenUp
  // where it is true; the reader goes on to be usable. It must not throw, nor use the reader.
  std::vector<HistoryRow> history(const HistoryFilter& filter, const std::function<bool()>& is_unwanted = {}) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cancel
