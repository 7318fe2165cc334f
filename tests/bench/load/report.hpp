#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "latency_histogram.hpp"

namespace cancel::load {

// The result of one run.
struct Report {
  std::string target;
  std::string kind;
  std::size_t clients = 0;
  std::size_t in_flight = 0;
  double seconds = 0;        // measured
  std::uint64_t done = 0;    // without those that failed
  double rate = 0;           // done a second; sums the threads'
  std::uint64_t failed = 0;  // of all requests, those of the warm-up included
  LatencyHistogram latency;
  std::optional<unsigned> events_a_request;  // durable events that each request caused
  std::string note;
};

// One JSON object in one line.
std::string to_json(const Report& report);
// One line for people.
std::string to_text(const Report& report);

}  // namespace cancel::load
