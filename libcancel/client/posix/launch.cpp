#include "launch.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <optional>

#include "new_process.hpp"
#include "process_descriptor.hpp"

namespace cancel::posix {

namespace {

// Above the standard streams, where the new process can not overwrite it.
bool lift(FileDescriptor& descriptor) {
  if (descriptor.get() > STDERR_FILENO) return true;
  const int lifted = ::fcntl(descriptor.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  if (lifted >= 0) descriptor.reset(lifted);
  return lifted >= 0;
}

// Nothing more than this may stand in the function that calls vfork(): the new process runs on its stack frame.
pid_t divide(const NewProcess& process) {
  const pid_t id = ::vfork();
  if (id == 0) process.become();
  return id;
}

// The new process writes why it failed; its end of the pipe closes when its program begins. With vfork() that is past
// already, and nobody needs to wait: a fork() elsewhere in this process might hold the pipe open for long.
std::optional<LaunchFailure> read_failure(const FileDescriptor& pipe, bool is_past) {
  pollfd polled{pipe.get(), POLLIN, 0};
  if (is_past && ::poll(&polled, 1, 0) <= 0) return std::nullopt;
  LaunchFailure failure{};
  if (::read(pipe.get(), &failure, sizeof failure) == sizeof failure) return failure;
  return std::nullopt;
}

LaunchFailure unprepared() {
  return {LaunchStep::prepare, errno};
}

LaunchFailure discard(pid_t id, LaunchFailure failure) {
  ::kill(-id, SIGKILL);
  ::waitpid(id, nullptr, 0);
  return failure;
}

}  // namespace

std::variant<LaunchedProcess, LaunchFailure> launch(const LaunchPlan& plan) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return unprepared();
  FileDescriptor reading(ends[0]);
  FileDescriptor writing(ends[1]);
  if (!lift(writing)) return unprepared();

  volatile bool memory_is_shared = false;
  const pid_t id = divide(NewProcess(plan, writing.get(), ::getpid(), memory_is_shared));
  if (id < 0) return unprepared();
  writing.reset();
  if (const auto failure = read_failure(reading, memory_is_shared)) return discard(id, *failure);
  reading.reset();

  FileDescriptor descriptor = open_process(id);
  if (!descriptor) return discard(id, unprepared());
  return LaunchedProcess{id, std::move(descriptor)};
}

}  // namespace cancel::posix
