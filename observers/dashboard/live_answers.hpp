#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>

#include "live/live_thread.hpp"

namespace cancel::dashboard {

// What the page reads of the present, from what the feed keeps.
//
// Of one thread, the web server's. `live` must outlive it.
class LiveAnswers {
 public:
  explicit LiveAnswers(const live::LiveThread& live);

  // Each gives JSON; `query` is what stands behind the path's '?'. All throw ApiFailure.
  std::string operations(const std::string& query);
  std::string cancellations(const std::string& query);
  std::string series(const std::string& query);
  std::string overview(std::size_t pages) const;

  // As overview(), without the time; from any thread.
  std::string overview_without_time(std::size_t pages) const;
  // What of the standing is small; from any thread.
  live::Standing standing() const;

 private:
  using SteadyClock = std::chrono::steady_clock;
  using Make = std::function<std::string(const live::LiveState&, const live::Standing&)>;

  // What was answered a moment ago: many pages ask for the same.
  struct Kept {
    std::uint64_t revision = 0;
    Position position = 0;
    SteadyClock::time_point at{};
    SteadyClock::duration cost{};
    std::string body{};
  };

  std::string kept_or_made(const std::string& key, const Make& make);

  const live::LiveThread& live_;
  const Timestamp since_;
  std::map<std::string, Kept> kept_;
};

}  // namespace cancel::dashboard
