#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_set>

#include "cancel/domain/names.hpp"

namespace cancel::mcp {

// The name in the log of the work for one request: the same in every process, so that another instance can cancel it,
// even before it has begun. Whoever knows neither the session nor the log can not guess it.
//
//     mcp-<22 characters: the session, hashed>-i7       the integer 7
//     mcp-<22 characters: the session, hashed>-sseven   the text "seven"
//     mcp-<22 characters: the session, hashed>-h<22>    a text that is long, or has other characters, hashed
std::string operation_id_of(std::string_view session, const RequestId& id);

// Names for the requests of one session. Ids of requests may be used again once they are free; names in the log may
// not: those that come again get a random end. Thread-safe.
class OperationIds {
 public:
  explicit OperationIds(std::string_view session);

  // The name of operation_id_of(), where that is new here.
  std::string next(const RequestId& id);

 private:
  static constexpr std::size_t most = 10'000;  // remembered; what is older counts as new again

  bool remember(std::size_t hash);

  const std::string prefix_;
  std::mutex lock_;
  std::unordered_set<std::size_t> used_;  // hashes: one that collides costs a random end and no more
  std::deque<std::size_t> in_order_;
};

}  // namespace cancel::mcp
