#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "cancel/http/exchange.hpp"
#include "dashboard/change_ring.hpp"
#include "dashboard/older_changes.hpp"
#include "live/standing.hpp"

namespace cancel::dashboard {

// Sends every open page what happens: all changes behind the position that it has reached, in order, without a hole,
// and the overview when it changes. What is sent is made once for all pages that stand at the same position.
//
//     feed's thread ── take() ──► ring ──┐
//     what is older ── read on demand ───┴── a round, at most four a second ──► every page that reads
//
// A page that does not read gets nothing more, and is closed after half a minute.
//
// Thread-safe.
class StreamHub {
 public:
  using Answer = std::function<void(std::optional<OlderChanges::Result>)>;

  // What the hub needs to know of the rest. All but `read_older` are called on its own thread, without its lock.
  struct World {
    std::function<live::Standing()> standing;
    std::function<std::string()> overview;  // without "serverTime"
    // Reads the changes of that log behind that position, and answers later, on any thread; nothing where it can not be
    // read now. False: there is too much to do.
    std::function<bool(const std::string& log_id, Position after, Answer answer)> read_older;
  };

  // Where a page wants to go on.
  struct Start {
    std::optional<Position> after{};
    std::string log_id{};             // empty: it knows none
    std::function<bool()> allowed{};  // whether the page may still listen, asked on the hub's thread; empty: it may
  };

  static constexpr std::size_t most_pages = 2'000;

  explicit StreamHub(World world);
  // As stop().
  ~StreamHub();

  // Nothing is sent before.
  void start();
  void stop();

  // The next event of that log, on the feed's thread.
  void take(const std::string& log_id, const Event& event, std::string_view json,
            const std::optional<std::string>& tool);
  // What follows is of another log, or not connected to what came before.
  void start_over(const std::string& log_id);
  // Something may be there to send.
  void wake();

  // The exchange becomes a stream. False, and nothing happens, where there are too many.
  bool open(const std::shared_ptr<http::Exchange>& exchange, const Start& start);
  std::size_t pages() const { return pages_count_; }

 private:
  using SteadyClock = std::chrono::steady_clock;

  struct Page {
    std::shared_ptr<http::Exchange> exchange;
    std::string log_id;
    std::optional<Position> position;
    std::function<bool()> allowed;
    bool greeted = false;
    std::uint64_t tick = 0;        // the last one that was sent
    std::size_t unread = 0;        // when it was last looked at
    SteadyClock::time_point read;  // when it last read something
    SteadyClock::time_point written;
    SteadyClock::time_point moved;                   // when it last got changes, empty or not
    std::optional<SteadyClock::time_point> stuck{};  // since when what it needs can not be read
  };

  // What is read from the log because some page needs it.
  struct Older {
    bool reading = true;
    std::shared_ptr<const ChangeBatch> batch{};
    bool gone = false;
    SteadyClock::time_point at{};  // when it was asked for, or answered
  };

  // What one round sends.
  struct Round {
    SteadyClock::time_point now{};
    live::Standing standing{};
    std::map<Position, std::shared_ptr<const ChangeBatch>> batches{};  // by where they begin
    std::map<Position, std::string> texts{};                           // the same as they are sent
  };

  void run();
  void round();
  void update_tick(SteadyClock::time_point now);
  bool serve(Page& page, Round& round);
  bool listens(Page& page, SteadyClock::time_point now) const;
  void greet(Page& page, const Round& round);
  void advance(Page& page, Round& round);
  void reset(Page& page, const Round& round);
  std::optional<Position> present(const Round& round);
  bool is_lost(const Page& page, Position present, const Round& round) const;
  std::shared_ptr<const ChangeBatch> batch_after(Position position, Round& round, bool& gone);
  std::shared_ptr<const ChangeBatch> older_after(Position position, const Round& round, bool& gone);
  void send(Page& page, std::string_view text, SteadyClock::time_point now);

  const World world_;
  std::atomic<std::size_t> pages_count_{0};

  // Of the hub's own thread.
  std::vector<Page> pages_;
  std::string overview_;
  std::string tick_text_;
  std::uint64_t tick_ = 0;
  SteadyClock::time_point tick_at_{};

  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  ChangeRing ring_;
  std::vector<Page> arrived_;
  std::map<Position, Older> older_;  // by where they begin
  std::uint64_t life_ = 0;           // grows when the ring starts over
  bool dirty_ = false;
  bool stopping_ = false;

  std::thread thread_;
};

}  // namespace cancel::dashboard
