#pragma once

#include <cstddef>
#include <limits>
#include <string>

namespace cancel::load {

// What load_bench was asked for.
struct LoadOptions {
  std::string target;
  std::string kind;  // the target's own default where it is empty
  std::size_t clients = 1;
  std::size_t in_flight = 1;
  double seconds = 4;
  double warm_up = 0.5;  // seconds, not counted
  std::size_t threads = 1;
  double rate = 0;                                                 // requests a second in all; 0: closed loop
  std::size_t requests = std::numeric_limits<std::size_t>::max();  // ends earlier than `seconds` where they are done
  std::string endpoint;                                            // of a server that runs; empty: start one
  std::string folder;                                              // where servers keep their data
  bool start = true;                                               // what is done without an endpoint anyway
  bool json_only = false;
};

}  // namespace cancel::load
