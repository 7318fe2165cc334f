#include "process_group.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>

#include "process_descriptor.hpp"

namespace cancel::posix {

namespace {

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};
using Folder = std::unique_ptr<DIR, CloseFolder>;

std::optional<pid_t> process_id(std::string_view name) {
  pid_t id = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), id);
  if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
  return id;
}

// The group of a process that runs. The name in its status may contain anything; state, parent and group follow behind
// the last parenthesis.
std::optional<pid_t> group_of_running(pid_t process) {
  char text[512] = {};
  char path[32] = {};
  std::snprintf(path, sizeof path, "/proc/%d/stat", process);
  const FileDescriptor file(::open(path, O_RDONLY | O_CLOEXEC));
  if (!file || ::read(file.get(), text, sizeof text - 1) <= 0) return std::nullopt;
  const char* behind_name = std::strrchr(text, ')');
  char state = 0;
  int parent = 0;
  pid_t group = 0;
  if (behind_name == nullptr || std::sscanf(behind_name + 1, " %c %d %d", &state, &parent, &group) != 3) return {};
  if (state == 'Z' || state == 'X') return std::nullopt;
  return group;
}

std::optional<pid_t> find_running(DIR* processes, pid_t group) {
  while (const dirent* entry = ::readdir(processes)) {
    const auto id = process_id(entry->d_name);
    if (id && group_of_running(*id) == group) return id;
  }
  return std::nullopt;
}

}  // namespace

bool ProcessGroup::send(int signal) const {
  return ::kill(-id_, signal) == 0;
}

ProcessGroup::Search ProcessGroup::find_member() const {
  if (::kill(-id_, 0) != 0 && errno == ESRCH) return {Search::Answer::empty};
  // The number of a group that lives on without its leader is given to no new process. So if there is one, the group
  // is gone, and this is another.
  if (::kill(id_, 0) == 0 || errno != ESRCH) return {Search::Answer::empty};
  const Folder processes(::opendir("/proc"));
  const auto member = processes ? find_running(processes.get(), id_) : std::nullopt;
  if (!member) return {Search::Answer::none_seen};
  return {Search::Answer::found, open_process(*member)};
}

}  // namespace cancel::posix
