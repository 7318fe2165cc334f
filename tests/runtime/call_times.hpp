#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

namespace scene {

// How long calls took. Not thread-safe.
class CallTimes {
 public:
  using Clock = std::chrono::steady_clock;

  template <typename Call>
  auto measure(Call&& call) {
    const Stop stop{*this, Clock::now()};
    return call();
  }

  void add(const CallTimes& others) { times_.insert(times_.end(), others.times_.begin(), others.times_.end()); }

  Clock::duration longest() const {
    return times_.empty() ? Clock::duration{} : *std::max_element(times_.begin(), times_.end());
  }
  double share_above(Clock::duration limit) const {
    const auto count = std::count_if(times_.begin(), times_.end(), [&](auto time) { return time > limit; });
    return times_.empty() ? 0 : static_cast<double>(count) / static_cast<double>(times_.size());
  }
  void print(const char* what) const {
    const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(longest()).count();
    std::printf("%s: %zu, the longest took %lld us, %.3f %% took more than 1 ms\n", what, times_.size(),
                static_cast<long long>(microseconds), 100 * share_above(std::chrono::milliseconds{1}));
  }

 private:
  struct Stop {
    CallTimes& times;
    Clock::time_point begin;
    ~Stop() { times.times_.push_back(Clock::now() - begin); }
  };

  std::vector<Clock::duration> times_;
};

}  // namespace scene
