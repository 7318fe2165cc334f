#include "process_scene.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace cancel::testing {

namespace {

struct Status {
  pid_t id = 0;
  char state = 0;
  pid_t parent = 0;
  pid_t group = 0;
};

std::optional<Status> status_of(const std::string& process) {
  const std::string text = text_of("/proc/" + process + "/stat");
  const auto behind_name = text.rfind(')');
  if (behind_name == std::string::npos) return std::nullopt;
  std::istringstream fields(text.substr(behind_name + 1));
  Status status;
  status.id = std::stoi(process);
  fields >> status.state >> status.parent >> status.group;
  return status;
}

std::vector<Status> all_processes() {
  std::vector<Status> all;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    if (!std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; })) continue;
    if (const auto status = status_of(name)) all.push_back(*status);
  }
  return all;
}

bool runs(const Status& status) {
  return status.state != 'Z' && status.state != 'X';
}

}  // namespace

std::string text_of(const std::string& path) {
  return read_all(FileDescriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC)));
}

bool eventually(const std::function<bool()>& holds) {
  const auto until = std::chrono::steady_clock::now() + 10s;
  while (std::chrono::steady_clock::now() < until) {
    if (holds()) return true;
    std::this_thread::sleep_for(1ms);
  }
  return holds();
}

std::optional<char> state_of(pid_t process) {
  const auto status = status_of(std::to_string(process));
  return status ? std::optional(status->state) : std::nullopt;
}

bool is_running(pid_t process) {
  const auto status = status_of(std::to_string(process));
  return status && runs(*status);
}

bool group_runs(pid_t group) {
  const auto all = all_processes();
  return std::any_of(all.begin(), all.end(), [group](const Status& one) { return one.group == group && runs(one); });
}

std::size_t open_descriptors() {
  const std::filesystem::directory_iterator folder("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(folder), end(folder)));
}

std::size_t zombies_of_ours() {
  const auto all = all_processes();
  return static_cast<std::size_t>(std::count_if(
      all.begin(), all.end(), [](const Status& one) { return one.parent == ::getpid() && one.state == 'Z'; }));
}

ChildOptions shell(const std::string& script) {
  ChildOptions options{{"sh", "-c", script}};
  options.output = ChildStream::pipe();
  return options;
}

std::string read_line(const FileDescriptor& descriptor) {
  std::string line;
  char next = 0;
  while (::read(descriptor.get(), &next, 1) == 1 && next != '\n') line += next;
  return line;
}

std::string read_all(const FileDescriptor& descriptor) {
  std::string text;
  char buffer[4096];
  ssize_t got = 0;
  while ((got = ::read(descriptor.get(), buffer, sizeof buffer)) > 0)
    text.append(buffer, static_cast<std::size_t>(got));
  return text;
}

std::string output_of(ChildOptions options) {
  options.output = ChildStream::pipe();
  ChildProcess child(options);
  std::string text = read_all(child.output());
  child.wait();
  return text;
}

Pipe::Pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  reading.reset(ends[0]);
  writing.reset(ends[1]);
}

Cancellation by_force() {
  Cancellation why;
  why.mode = Mode::force;
  return why;
}

}  // namespace cancel::testing
