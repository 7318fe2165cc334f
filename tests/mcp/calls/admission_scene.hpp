#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "calls/admission.hpp"
#include "cancel/token/cancellation_source.hpp"

namespace cancel::mcp::testing {

inline CallNeeds nothing() {
  return {};
}
inline CallNeeds limit(const std::string& name, std::size_t most) {
  CallNeeds needs;
  needs.limited = name;
  needs.max_concurrent = most;
  return needs;
}
inline CallNeeds exclusive(const std::string& name) {
  CallNeeds needs;
  needs.exclusive = name;
  return needs;
}
inline CallNeeds both(const std::string& limited, std::size_t most, const std::string& lock) {
  CallNeeds needs = limit(limited, most);
  needs.exclusive = lock;
  return needs;
}

// Calls that run until the test lets them end, by name.
class AdmissionScene {
 public:
  explicit AdmissionScene(std::size_t threads = 8, std::size_t max_waiting = 100)
      : pool(threads), admission(pool, max_waiting) {}
  ~AdmissionScene() {
    end_all();
    pool.wait_until_idle(std::chrono::seconds(10));
  }

  bool submit(const std::string& name, CallNeeds needs = {}) {
    return submit(name, std::move(needs), source_of(name).token());
  }
  bool submit(const std::string& name, CallNeeds needs, const CancellationToken& token) {
    return admission.submit(
        std::move(needs), token, [this, name] { run(name); }, [this, name] { note(left_, name); });
  }

  void cancel(const std::string& name) { source_of(name).cancel(); }
  void end(const std::string& name) { note(may_end_, name); }
  void end_all() {
    const std::lock_guard lock(lock_);
    all_may_end_ = true;
    changed_.notify_all();
  }

  // Waits until it has; false after ten seconds.
  bool has_begun(const std::string& name) { return wait_for(begun_, name); }
  bool has_ended(const std::string& name) { return wait_for(ended_, name); }
  bool has_left(const std::string& name) { return wait_for(left_, name); }

  std::vector<std::string> begun() { return copy(begun_); }
  std::vector<std::string> left() { return copy(left_); }

  WorkerPool pool;
  Admission admission;

 private:
  using Names = std::vector<std::string>;

  CancellationSource& source_of(const std::string& name) {
    const std::lock_guard lock(lock_);
    return sources_[name];
  }
  static bool holds(const Names& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  }
  void note(Names& names, const std::string& name) {
    const std::lock_guard lock(lock_);
    names.push_back(name);
    changed_.notify_all();
  }
  bool wait_for(const Names& names, const std::string& name) {
    std::unique_lock lock(lock_);
    return changed_.wait_for(lock, std::chrono::seconds(10), [&] { return holds(names, name); });
  }
  Names copy(const Names& names) {
    const std::lock_guard lock(lock_);
    return names;
  }
  void run(const std::string& name) {
    note(begun_, name);
    {
      std::unique_lock lock(lock_);
      changed_.wait(lock, [&] { return all_may_end_ || holds(may_end_, name); });
    }
    note(ended_, name);
  }

  std::mutex lock_;
  std::condition_variable changed_;
  std::map<std::string, CancellationSource> sources_;
  Names begun_;
  Names ended_;
  Names left_;
  Names may_end_;
  bool all_may_end_ = false;
};

}  // namespace cancel::mcp::testing
