#pragma once

#include <sys/types.h>

#include "launch.hpp"
#include "launch_plan.hpp"

namespace cancel::posix {

// What a new process does between vfork() and its program. Its memory is still that of its parent, of which one thread
// waits and the others run: it only calls the system, allocates nothing, takes no lock, and never returns.
class NewProcess {
 public:
  // It sets `memory_is_shared`, which its parent sees unless vfork() is as good as fork(), as under some tools.
  NewProcess(const LaunchPlan& plan, int failure_pipe, pid_t parent, volatile bool& memory_is_shared)
      : plan_(plan), failure_pipe_(failure_pipe), parent_(parent), memory_is_shared_(memory_is_shared) {}

  [[noreturn]] void become() const;

 private:
  void reset_signals() const;
  void lead_group() const;
  void die_with_parent() const;
  void take_streams() const;
  int lifted_source(int stream) const;
  void take_stream(int stream, int source) const;
  void enter_folder() const;
  void unblock_signals() const;
  [[noreturn]] void run_program() const;

  void require(bool holds, LaunchStep step) const {
    if (!holds) fail(step);
  }
  [[noreturn]] void fail(LaunchStep step) const;

  const LaunchPlan& plan_;
  const int failure_pipe_;
  const pid_t parent_;
  volatile bool& memory_is_shared_;
};

}  // namespace cancel::posix
