#pragma once

#include <optional>

namespace cancel {

// How a child process ended. A value.
//
// Exactly one of `code` and `signal` is set; neither where somebody else has collected the status: a wait for any child
// elsewhere in the process, or SIGCHLD being ignored.
struct ChildExit {
  std::optional<int> code{};     // what it returned
  std::optional<int> signal{};   // what killed it
  bool cancelled = false;        // it was told to stop while it was running
  bool killed_by_force = false;  // it, or something of its group, had to be sent SIGKILL
  bool survivors = false;        // something of its group was there a second after SIGKILL: not ours to kill, or stuck

  bool succeeded() const noexcept { return code == 0; }
  bool operator==(const ChildExit&) const = default;
};

}  // namespace cancel
