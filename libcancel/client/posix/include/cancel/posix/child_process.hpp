#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

#include "cancel/posix/child_exit.hpp"
#include "cancel/posix/child_options.hpp"
#include "cancel/posix/file_descriptor.hpp"
#include "cancel/token/cancellation_token.hpp"

namespace cancel {

namespace posix {
class KeptChild;
}

// A child process that stops when a token is cancelled, together with everything in its process group.
//
//     running ── token requested ──► SIGTERM to the group ── grace over, or token forced ──► SIGKILL to the group
//        │                                    │                                                    │
//        └── it ends ──► ended                └──── all of the group has ended, or is killed ──────┴──► ended
//
// The child leads a group of its own, so what a shell started goes with it, unless it has left that group (setsid).
// After a cancellation, what is left of the group has the rest of the grace time, and the exit is told when nothing of
// it runs any more. A child that ends without having been told to stop has ended at once; what it leaves running stays
// bound to the token as long as this object lives.
//
// The child begins with default signal dispositions and no signal blocked. It is sent SIGKILL when its owner dies, even
// by kill -9; the kernel does that for the child alone, and not where its program is set-user-id. It is always reaped,
// also when nobody waits for it, and no signal handler is installed for that: one thread, begun with the first child,
// keeps all children of the process, and ends with it.
//
// Thread-safe, but for the pipes and for moving. Costs one descriptor for each running child, plus its pipes.
//
// After fork(), the forked process has no part in the children of the other: there its copies do nothing when
// destroyed, everything else throws std::logic_error, and so does starting a child, until it has called exec. (A
// process that was forked before its parent started a child may start its own.)
class ChildProcess {
 public:
  // Starts it; returns when the program runs. Throws Cancelled where `token` is cancelled: then it was never started;
  // std::system_error, naming the program, where it can not be started; std::invalid_argument for options that make no
  // sense; std::logic_error after fork(); std::runtime_error when the process is ending already.
  // Reads the environment: nobody may change that meanwhile.
  explicit ChildProcess(const ChildOptions& options, const CancellationToken& token = {});

  // Kills a running child and its group with SIGKILL, and waits until it is reaped: up to a second, since a process may
  // be stuck in the kernel; such a one is reaped later. Waits for a running on_exit, except from inside it.
  ~ChildProcess();
  ChildProcess(ChildProcess&&) noexcept;
  ChildProcess& operator=(ChildProcess&&) noexcept;

  // Its process id, also that of its group. Belongs to another process some time after it has ended.
  pid_t id() const;

  // Waits until it has ended.
  ChildExit wait() const;
  // The same, up to `timeout`; empty: it has not. Zero only looks.
  std::optional<ChildExit> wait(std::chrono::nanoseconds timeout) const;

  // Becomes readable when it has ended, and stays so. Stays this object's: do not read from it or close it. Costs a
  // descriptor from the first call on. Throws std::system_error where there is none to be had.
  int exit_descriptor() const;

  // This process's ends of the pipes that were asked for; empty otherwise. To be used, closed, or moved away. Blocking,
  // closed on exec.
  FileDescriptor& input() noexcept { return input_; }
  FileDescriptor& output() noexcept { return output_; }
  FileDescriptor& error() noexcept { return error_; }

 private:
  posix::KeptChild& kept() const;
  void let_go() noexcept;

  std::shared_ptr<posix::KeptChild> kept_;
  std::uint64_t fork_count_;
  FileDescriptor input_;
  FileDescriptor output_;
  FileDescriptor error_;
};

}  // namespace cancel
