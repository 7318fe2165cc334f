#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "http/legacy_session.hpp"

namespace cancel::mcp {

// The legacy sessions of one edge, by their ids. Thread-safe.
class SessionTable {
 public:
  explicit SessionTable(std::size_t most) : most_(most) {}

  // False: there are too many.
  bool add(const std::string& id, std::shared_ptr<LegacySession> session);
  std::shared_ptr<LegacySession> find(const std::string& id) const;
  // The one that was there, or null.
  std::shared_ptr<LegacySession> remove(const std::string& id);
  std::vector<std::pair<std::string, std::shared_ptr<LegacySession>>> all() const;

 private:
  const std::size_t most_;
  mutable std::mutex lock_;
  std::unordered_map<std::string, std::shared_ptr<LegacySession>> sessions_;
};

}  // namespace cancel::mcp
