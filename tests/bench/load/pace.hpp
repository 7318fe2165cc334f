#pragma once

#include <cstddef>
#include <cstdint>

namespace cancel::load {

// When the requests of an open loop are planned, and a timer that wakes up for the next. One thread at a time.
class Pace {
 public:
  Pace();
  ~Pace();
  Pace(const Pace&) = delete;
  Pace& operator=(const Pace&) = delete;

  // Plans `rate` requests a second from `now` on (nanoseconds of the steady clock); none where it is 0.
  void begin(double rate, std::int64_t now);
  bool planned() const { return interval_ > 0; }
  // When the next one that was not taken yet is to be sent.
  std::int64_t next() const;
  void take() { ++taken_; }

  // Becomes readable at next(), once arm() was called.
  int descriptor() const { return timer_; }
  void arm() const;
  void disarm() const;

 private:
  int timer_;
  double interval_ = 0;  // nanoseconds
  std::int64_t begun_ = 0;
  std::uint64_t taken_ = 0;
};

}  // namespace cancel::load
