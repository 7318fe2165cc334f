#pragma once

#include <sys/types.h>

#include <variant>

#include "cancel/posix/file_descriptor.hpp"
#include "launch_plan.hpp"

namespace cancel::posix {

// Where starting a process may fail.
enum class LaunchStep : int {
  cancelled,  // not begun: its token is cancelled
  prepare,    // this process lacks something
  settings,   // the new one: signals, group, tie to its owner
  streams,
  folder,
  program,
};

struct LaunchFailure {
  LaunchStep step;
  int error;  // errno
};

struct LaunchedProcess {
  pid_t id = 0;               // also that of its group
  FileDescriptor descriptor;  // a pidfd: readable when it has ended
};

// Starts a process; returns when its program runs, or has turned out not to. It dies with the thread that calls this,
// so that has to be one that lives as long as the process, with all signals blocked. Nothing of a failed start is left.
std::variant<LaunchedProcess, LaunchFailure> launch(const LaunchPlan& plan);

}  // namespace cancel::posix
