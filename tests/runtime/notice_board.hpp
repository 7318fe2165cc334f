#pragma once

#include <algorithm>
#include <functional>
#include <mutex>
#include <vector>

#include "cancel/cancel.hpp"

namespace scene {

// Keeps what a client has to say of itself. Thread-safe; must outlive the client.
class NoticeBoard {
 public:
  std::function<void(const cancel::Notice&)> handler() {
    return [this](const cancel::Notice& notice) {
      const std::lock_guard lock(lock_);
      notices_.push_back(notice);
    };
  }

  std::vector<cancel::Notice> all() const {
    const std::lock_guard lock(lock_);
    return notices_;
  }

  std::size_t count(cancel::Notice::Kind kind) const {
    const auto notices = all();
    return static_cast<std::size_t>(
        std::count_if(notices.begin(), notices.end(), [&](const auto& notice) { return notice.kind == kind; }));
  }
  bool has(cancel::Notice::Kind kind) const { return count(kind) != 0; }

 private:
  mutable std::mutex lock_;
  std::vector<cancel::Notice> notices_;
};

}  // namespace scene
