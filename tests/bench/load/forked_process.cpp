#include "forked_process.hpp"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <stdexcept>

namespace cancel::load {
namespace {

[[noreturn]] void work_until_killed(const std::function<void()>& work) {
  try {
    work();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "load_bench: %s\n", error.what());
  }
  _exit(1);
}

}  // namespace

ForkedProcess::ForkedProcess(const std::function<void()>& work) {
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error("no new process");
  if (pid_ != 0) return;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
  work_until_killed(work);
}

ForkedProcess::~ForkedProcess() {
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

}  // namespace cancel::load
