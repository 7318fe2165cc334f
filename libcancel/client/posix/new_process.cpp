#include "new_process.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace cancel::posix {

void NewProcess::become() const {
  memory_is_shared_ = true;
  reset_signals();
  lead_group();
  die_with_parent();
  take_streams();
  enter_folder();
  unblock_signals();
  run_program();
}

void NewProcess::fail(LaunchStep step) const {
  const LaunchFailure failure{step, errno};
  static_cast<void>(!::write(failure_pipe_, &failure, sizeof failure));
  ::_exit(127);
}

// exec does away with handlers, but not with "ignore". Some signals refuse; they have no disposition to reset.
void NewProcess::reset_signals() const {
  struct sigaction standard {};
  standard.sa_handler = SIG_DFL;
  for (int signal = 1; signal < NSIG; ++signal) ::sigaction(signal, &standard, nullptr);
}

void NewProcess::lead_group() const {
  require(::setpgid(0, 0) == 0, LaunchStep::settings);
}

// A parent that died before it could be tied to it is noticed by its having been replaced.
void NewProcess::die_with_parent() const {
  require(::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0, LaunchStep::settings);
  if (::getppid() != parent_) ::_exit(127);
}

// First all sources leave the numbers of the standard streams, then these are taken: otherwise one would overwrite
// what another still needs.
void NewProcess::take_streams() const {
  int sources[LaunchPlan::stream_count];
  for (int stream = 0; stream < LaunchPlan::stream_count; ++stream) sources[stream] = lifted_source(stream);
  for (int stream = 0; stream < LaunchPlan::stream_count; ++stream) take_stream(stream, sources[stream]);
}

int NewProcess::lifted_source(int stream) const {
  const int source = plan_.source(stream);
  if (source == stream || source > STDERR_FILENO) return source;
  const int lifted = ::fcntl(source, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  require(lifted >= 0, LaunchStep::streams);
  return lifted;
}

void NewProcess::take_stream(int stream, int source) const {
  if (source != stream) {
    require(::dup2(source, stream) >= 0, LaunchStep::streams);
  } else if (::fcntl(stream, F_SETFD, 0) != 0 && !plan_.is_inherited(stream)) {  // one that is closed is inherited so
    fail(LaunchStep::streams);
  }
}

void NewProcess::enter_folder() const {
  if (plan_.folder() != nullptr) require(::chdir(plan_.folder()) == 0, LaunchStep::folder);
}

void NewProcess::unblock_signals() const {
  sigset_t none{};
  sigemptyset(&none);
  require(::sigprocmask(SIG_SETMASK, &none, nullptr) == 0, LaunchStep::settings);
}

// As execvp(3) searches, but without taking a file of an unknown format for a shell script. That a program is there but
// not to be run is worth more in a message than that it is not in the folders that come after.
void NewProcess::run_program() const {
  bool was_refused = false;
  for (const std::string& candidate : plan_.candidates()) {
    ::execve(candidate.c_str(), plan_.arguments(), plan_.environment());
    const bool is_elsewhere = errno == ENOENT || errno == ENOTDIR || errno == EACCES || errno == ENAMETOOLONG ||
                              errno == ELOOP || errno == ESTALE || errno == ENODEV || errno == ETIMEDOUT;
    if (!is_elsewhere) fail(LaunchStep::program);
    was_refused = was_refused || errno == EACCES;
  }
  if (was_refused) errno = EACCES;
  fail(LaunchStep::program);
}

}  // namespace cancel::posix
