#include "daemon_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <utility>

namespace {

std::string new_folder() {
  std::string folder = (std::filesystem::temp_directory_path() / "canceld-test-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) throw std::runtime_error("no temporary folder: " + folder);
  return folder;
}

std::string program() {
  const char* path = std::getenv("CANCELD");
  if (path == nullptr) throw std::runtime_error("CANCELD is not set: it names the daemon to test with");
  return path;
}

struct Closing {
  int descriptor;
  ~Closing() { close(descriptor); }
};

// Reads what the daemon says until it is ready; throws where it ends instead.
void wait_until_ready(int input, pid_t& pid) {
  std::string said;
  char buffer[4096];
  while (said.find("ready") == std::string::npos) {
    const ssize_t got = read(input, buffer, sizeof buffer);
    if (got > 0) {
      said.append(buffer, static_cast<std::size_t>(got));
      continue;
    }
    int status = 0;
    if (waitpid(pid, &status, WNOHANG) == pid) {
      pid = 0;
      throw std::runtime_error("canceld ended with status " + std::to_string(status) + ": " + said);
    }
    usleep(1'000);  // between two looks at a file that grows
  }
}

}  // namespace

DaemonProcess::DaemonProcess(std::vector<std::string> arguments)
    : folder_(new_folder()), arguments_(std::move(arguments)) {}

DaemonProcess::~DaemonProcess() {
  if (runs()) kill();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void DaemonProcess::start() {
  std::vector<std::string> arguments{
      program(), "--db", log(), "--command-endpoint", command_endpoint(), "--event-endpoint", event_endpoint()};
  arguments.insert(arguments.end(), arguments_.begin(), arguments_.end());
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);

  // A file keeps what it says later, when nobody reads any more.
  const std::string said = folder_ + "/stderr";
  const int output = open(said.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  const int input = open(said.c_str(), O_RDONLY | O_CLOEXEC);
  if (output < 0 || input < 0) throw std::runtime_error("no file for canceld's output");
  lseek(input, 0, SEEK_END);
  pid_ = fork();
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(output, STDERR_FILENO);
    execv(pointers[0], pointers.data());
    _exit(127);
  }
  close(output);
  const Closing closing{input};
  wait_until_ready(input, pid_);
}

int DaemonProcess::wait() {
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = 0;
  return status;
}

void DaemonProcess::stop() {
  ::kill(pid_, SIGTERM);
  const int status = wait();
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) throw std::runtime_error("canceld did not end well");
}

void DaemonProcess::kill() {
  ::kill(pid_, SIGKILL);
  wait();
}

void DaemonProcess::suspend() {
  ::kill(pid_, SIGSTOP);
  int status = 0;
  while (waitpid(pid_, &status, WUNTRACED) < 0 && errno == EINTR) {
  }
}

void DaemonProcess::resume() {
  ::kill(pid_, SIGCONT);
}

void DaemonProcess::remove_log() {
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(log() + suffix);
}
