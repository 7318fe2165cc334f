#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cancel/posix/child_process.hpp"
#include "cancel/token/cancellation_source.hpp"

namespace cancel::testing {

using namespace std::chrono_literals;

// Waits until it holds: false after ten seconds.
bool eventually(const std::function<bool()>& holds);

// The third field of /proc/<process>/stat; empty: there is no such process.
std::optional<char> state_of(pid_t process);
// Neither gone nor a zombie.
bool is_running(pid_t process);
// Whether anything of the group runs.
bool group_runs(pid_t group);

std::size_t open_descriptors();
std::size_t zombies_of_ours();

// `script` in a shell; its output comes through a pipe.
ChildOptions shell(const std::string& script);

// What comes until the end of a line, or of the file.
std::string read_line(const FileDescriptor& descriptor);
std::string read_all(const FileDescriptor& descriptor);
// What is in a file; nothing where it can not be read: a process that ends takes its files in /proc with it.
std::string text_of(const std::string& path);

// Runs it to its end, and hands back what it printed.
std::string output_of(ChildOptions options);

// A descriptor that is open in the child. Both ends are closed on exec.
struct Pipe {
  Pipe();
  FileDescriptor reading;
  FileDescriptor writing;
};

Cancellation by_force();

}  // namespace cancel::testing
