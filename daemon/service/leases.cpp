#include "leases.hpp"

namespace cancel {

void Leases::renew(const std::string& session, Moment until) {
  end(session);
  until_.emplace(session, until);
  order_.emplace(until, session);
}

void Leases::end(const std::string& session) {
  const auto lease = until_.find(session);
  if (lease == until_.end()) return;
  order_.erase({lease->second, session});
  until_.erase(lease);
}

std::optional<std::string> Leases::lapsed(Moment moment) const {
  if (order_.empty() || order_.begin()->first > moment) return std::nullopt;
  return order_.begin()->second;
}

std::optional<Moment> Leases::next() const {
  if (order_.empty()) return std::nullopt;
  return order_.begin()->first;
}

}  // namespace cancel
