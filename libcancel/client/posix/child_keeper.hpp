#pragma once

#include <poll.h>

#include <atomic>
#include <cstdint>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "cancel/posix/file_descriptor.hpp"
#include "cancel/token/process.hpp"
#include "kept_child.hpp"

namespace cancel::posix {

// The one thread of the process that starts its child processes, tells them to stop, and reaps them. It has to be one
// thread for all, and to live as long as the process: a child is killed by the kernel when the thread that started it
// ends. Begins with the first child. Nothing of the users' runs on it. Thread-safe.
//
// It waits for its bell, for the children's descriptors, and for the next time that is due; whatever wakes it, it
// attends to all children. Cost of that: well below a microsecond for each child.
class ChildKeeper {
 public:
  static ChildKeeper& instance();

  // Starts `child`, and keeps it until it is over. Throws std::logic_error in a process that was forked off this one,
  // std::runtime_error when the process is ending, std::system_error where there is no thread to be had.
  std::optional<LaunchFailure> start(const LaunchPlan& plan, std::shared_ptr<KeptChild> child);

  // There is something to attend to.
  void wake() noexcept;

 private:
  struct Arrival {
    const LaunchPlan* plan;
    std::shared_ptr<KeptChild> child;
    std::promise<std::optional<LaunchFailure>> started;
  };

  ChildKeeper();
  void stop();
  void begin();
  std::future<std::optional<LaunchFailure>> enqueue(const LaunchPlan& plan, std::shared_ptr<KeptChild> child);

  // On the thread.
  void work();
  void start_arrivals();
  void wait();
  void attend();
  bool is_ending();

  const FileDescriptor bell_;
  std::mutex lock_;
  std::vector<Arrival> arrivals_;
  bool stopping_ = false;
  detail::OwnedThread thread_;
  std::atomic<bool> has_begun_{false};

  // The thread's own. The descriptor at index 0 is the bell, the others those of the children.
  std::vector<std::shared_ptr<KeptChild>> children_;
  std::vector<pollfd> polled_;
  std::optional<WaitPoint> end_at_;
};

}  // namespace cancel::posix
