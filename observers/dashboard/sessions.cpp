#include "dashboard/sessions.hpp"

#include <algorithm>

#include "dashboard/secrets.hpp"

namespace cancel::dashboard {

namespace {

constexpr int free_failures = 5;
constexpr std::chrono::seconds longest_wait{60};
// Who has not tried for so long begins anew.
constexpr std::chrono::hours forgiven_after{1};

}  // namespace

std::string Sessions::open(Moment now) {
  make_room(now);
  std::string id = random_secret();
  sessions_.emplace(id, Session{random_secret(), now});
  return id;
}

const Sessions::Session* Sessions::use(const std::string& id, Moment now) {
  const auto found = sessions_.find(id);
  if (found == sessions_.end()) return nullptr;
  if (now - found->second.used >= longest_idle) {
    sessions_.erase(found);
    return nullptr;
  }
  found->second.used = now;
  return &found->second;
}

bool Sessions::goes_on(const std::string& id, Moment now) const {
  const auto found = sessions_.find(id);
  return found != sessions_.end() && now - found->second.used < longest_idle;
}

void Sessions::make_room(Moment now) {
  if (sessions_.size() < most_) return;
  std::erase_if(sessions_, [&](const auto& entry) { return now - entry.second.used >= longest_idle; });
  while (sessions_.size() >= most_) {
    sessions_.erase(std::min_element(sessions_.begin(), sessions_.end(), [](const auto& left, const auto& right) {
      return left.second.used < right.second.used;
    }));
  }
}

std::optional<std::chrono::seconds> LoginLimit::wait(const std::string& address, Moment now) const {
  const auto found = peers_.find(address);
  if (found == peers_.end() || found->second.until <= now) return std::nullopt;
  return std::chrono::ceil<std::chrono::seconds>(found->second.until - now);
}

void LoginLimit::failed(const std::string& address, Moment now) {
  std::erase_if(peers_, [&](const auto& entry) { return now - entry.second.last >= forgiven_after; });
  if (peers_.size() >= most_ && peers_.count(address) == 0) {
    peers_.erase(std::min_element(peers_.begin(), peers_.end(), [](const auto& left, const auto& right) {
      return left.second.last < right.second.last;
    }));
  }
  Peer& peer = peers_[address];
  peer.last = now;
  ++peer.failures;
  if (peer.failures < free_failures) return;
  const int doublings = std::min(peer.failures - free_failures, 6);
  peer.until = now + std::min(std::chrono::seconds(1 << doublings), longest_wait);
}

}  // namespace cancel::dashboard
