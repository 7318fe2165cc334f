#include "server_process.hpp"

#include <fcntl.h>
#include <grp.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "interruption.hpp"
#include "target.hpp"

namespace cancel::load {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto longest_start = 30s;
constexpr auto longest_end = 10s;
constexpr auto between_looks = 2ms;

bool drop_rights(const ServerCommand& command) {
  if (command.user == 0) return true;
  return setgroups(0, nullptr) == 0 && setgid(command.group) == 0 && setuid(command.user) == 0;
}

// In the new process. The signal at the parent's end is lost by a change of user, so it is asked for after that.
[[noreturn]] void become(const ServerCommand& command, char* const* arguments, pid_t parent) {
  const int output = open(command.output.c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
  const int input = open("/dev/null", O_RDONLY);
  if (output < 0 || input < 0 || !drop_rights(command)) _exit(126);
  prctl(PR_SET_PDEATHSIG, command.end_signal);
  if (getppid() != parent) _exit(126);
  std::signal(SIGPIPE, SIG_DFL);
  dup2(input, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  execv(arguments[0], arguments);
  _exit(127);
}

}  // namespace

ServerProcess::ServerProcess(ServerCommand command) : command_(std::move(command)) {
  std::vector<char*> arguments;
  for (std::string& argument : command_.arguments) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error("no new process for " + command_.arguments.front());
  if (pid_ == 0) become(command_, arguments.data(), parent);
}

ServerProcess::~ServerProcess() {
  if (pid_ != 0) kill(pid_, command_.end_signal);
  for (const auto begun = Clock::now(); !has_ended();) {
    if (Clock::now() - begun > longest_end) kill(pid_, SIGKILL);
    std::this_thread::sleep_for(between_looks);
  }
}

bool ServerProcess::has_ended() {
  if (pid_ != 0 && waitpid(pid_, &status_, WNOHANG) == pid_) pid_ = 0;
  return pid_ == 0;
}

void ServerProcess::fail(const std::string& what) const {
  std::ostringstream said;
  said << std::ifstream(command_.output).rdbuf();
  throw std::runtime_error(command_.arguments.front() + " " + what + ": " + said.str());
}

void ServerProcess::wait_until(const std::function<bool()>& ready) {
  for (const auto begun = Clock::now(); !ready();) {
    if (interruption() != 0) throw std::runtime_error("interrupted");
    if (has_ended()) fail("ended");
    if (Clock::now() - begun > longest_start) fail("is not ready after 30 s");
    std::this_thread::sleep_for(between_looks);
  }
}

void ServerProcess::wait_until_done() {
  while (!has_ended()) {
    if (interruption() != 0) throw std::runtime_error("interrupted");
    std::this_thread::sleep_for(between_looks);
  }
  if (!WIFEXITED(status_) || WEXITSTATUS(status_) != 0) fail("failed");
}

std::string find_program(const std::string& program, const std::string& package,
                         const std::vector<std::string>& folders) {
  const char* const path = std::getenv("PATH");
  std::istringstream on_path(path == nullptr ? "/usr/bin" : path);
  std::vector<std::string> candidates = folders;
  for (std::string folder; std::getline(on_path, folder, ':');) candidates.push_back(folder);
  for (const std::string& folder : candidates)
    if (access((folder + "/" + program).c_str(), X_OK) == 0) return folder + "/" + program;
  throw Unavailable(program + " is not installed (package " + package + ")");
}

}  // namespace cancel::load
