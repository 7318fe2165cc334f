#include "http/session_table.hpp"

namespace cancel::mcp {

bool SessionTable::add(const std::string& id, std::shared_ptr<LegacySession> session) {
  const std::lock_guard guard(lock_);
  if (sessions_.size() >= most_) return false;
  return sessions_.emplace(id, std::move(session)).second;
}

std::shared_ptr<LegacySession> SessionTable::find(const std::string& id) const {
  const std::lock_guard guard(lock_);
  const auto found = sessions_.find(id);
  return found == sessions_.end() ? nullptr : found->second;
}

std::shared_ptr<LegacySession> SessionTable::remove(const std::string& id) {
  const std::lock_guard guard(lock_);
  const auto found = sessions_.find(id);
  if (found == sessions_.end()) return nullptr;
  auto session = std::move(found->second);
  sessions_.erase(found);
  return session;
}

std::vector<std::pair<std::string, std::shared_ptr<LegacySession>>> SessionTable::all() const {
  const std::lock_guard guard(lock_);
  return {sessions_.begin(), sessions_.end()};
}

}  // namespace cancel::mcp
