#pragma once

#include <sys/types.h>

#include "cancel/posix/file_descriptor.hpp"

namespace cancel::posix {

// A process group whose leader is or was our child.
//
// A leader that was not reaped yet, and any other member, keep the group's number from being given to others. So after
// the leader was reaped, whoever wants to send signals first makes sure that a member is there.
//
// Not thread-safe.
class ProcessGroup {
 public:
  ProcessGroup() = default;
  explicit ProcessGroup(pid_t id) : id_(id) {}

  pid_t id() const { return id_; }

  // False: there is nobody to send it to.
  bool send(int signal) const;

  struct Search {
    enum class Answer {
      found,
      empty,
      none_seen,  // none that runs: what is left has ended, but was not reaped by its parent, or is hidden from us
    } answer;
    FileDescriptor member{};  // a pidfd: readable when that one has ended; empty where none was to be had
  };

  // Looks for a member that runs. To be used after the leader was reaped. Costs one system call where the group is
  // gone; else it reads /proc, some microseconds for each process of the machine.
  Search find_member() const;

 private:
  pid_t id_ = 0;
};

}  // namespace cancel::posix
