#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "cancel/domain/time.hpp"

namespace cancel {

// Until when each open session counts as alive, on the monotonic clock. Not in the log: after a restart each gets one
// full lease. Not thread-safe. Cost: logarithmic.
class Leases {
 public:
  void renew(const std::string& session, Moment until);
  void end(const std::string& session);
  bool holds(const std::string& session) const { return until_.contains(session); }

  // A session whose lease has run out at `moment`; it stays until end() or renew().
  std::optional<std::string> lapsed(Moment moment) const;
  std::optional<Moment> next() const;

 private:
  std::map<std::string, Moment> until_;
  std::set<std::pair<Moment, std::string>> order_;
};

}  // namespace cancel
