#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "connection_group.hpp"
#include "latency_histogram.hpp"
#include "pace.hpp"

namespace cancel::load {

// A stretch of load that one generator makes.
struct Phase {
  std::size_t in_flight = 1;                       // on each connection
  double seconds = 0;                              // replies that come later are awaited, not counted
  std::size_t limit = ConnectionGroup::unlimited;  // requests; where it is reached, the phase ends with the last reply
  double rate = 0;                                 // requests a second; 0: the next goes when a reply has come
};

struct PhaseResult {
  double seconds = 0;
  std::uint64_t done = 0;  // without the failed ones
  std::uint64_t failed = 0;
  LatencyHistogram latency;
};

// Keeps requests in flight on the connections of a group, and measures how long each took: from its send(), or from
// when it was planned where there is a rate, until its reply was taken. One thread at a time.
class Generator {
 public:
  // `group` must outlive it.
  explicit Generator(ConnectionGroup& group);
  ~Generator();
  Generator(const Generator&) = delete;
  Generator& operator=(const Generator&) = delete;

  ConnectionGroup& group() { return group_; }

  // Returns early where the program is interrupted. Throws std::runtime_error where a server is gone, or has been
  // silent for ten seconds while requests were in flight.
  PhaseResult run(const Phase& phase);

 private:
  // When the requests in flight of one connection were sent, oldest first: a ring.
  struct InFlight {
    std::vector<std::int64_t> sent;
    std::size_t oldest = 0;
    std::size_t count = 0;
  };

  void begin(const Phase& phase);
  bool sending() const { return sending_ && started_ < phase_.limit; }
  void send(std::size_t index, std::int64_t sent);
  void send_first();
  void send_planned(std::int64_t now);
  void wait();
  void serve(std::size_t index);
  bool answer(std::size_t index, Connection& connection);
  void count(std::size_t index, const Replies& replies, std::int64_t now);
  void stop_when_over(std::int64_t now);
  void check_silence(std::int64_t now);

  ConnectionGroup& group_;
  int epoll_;
  std::vector<InFlight> in_flight_;  // one for each connection
  Phase phase_;
  Pace pace_;
  PhaseResult result_;
  std::int64_t begun_ = 0;
  std::int64_t last_reply_ = 0;
  std::size_t started_ = 0;
  std::size_t open_ = 0;          // requests in flight on all connections
  std::size_t next_planned_ = 0;  // the connection that takes the next planned request
  bool sending_ = false;
};

}  // namespace cancel::load
