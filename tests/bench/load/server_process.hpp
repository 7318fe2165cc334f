#pragma once

#include <sys/types.h>

#include <csignal>
#include <functional>
#include <string>
#include <vector>

namespace cancel::load {

// How a server program is run.
struct ServerCommand {
  std::vector<std::string> arguments;  // the program's path first
  std::string output;                  // a file that takes what it says
  int end_signal = SIGTERM;            // ends it, also where this program is killed
  uid_t user = 0;                      // 0: as this program
  gid_t group = 0;
};

// A server program, ended with this object. Must be made by a thread that lives as long as it.
class ServerProcess {
 public:
  // Throws std::runtime_error where there can be no other process.
  explicit ServerProcess(ServerCommand command);
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  // Asks `ready` again and again until it says so. Throws std::runtime_error with what the server said, where it ends
  // or takes longer than 30 s; also where this program is interrupted.
  void wait_until(const std::function<bool()>& ready);
  // Waits for its end. Throws std::runtime_error with what it said where that is not 0.
  void wait_until_done();

 private:
  bool has_ended();
  [[noreturn]] void fail(const std::string& what) const;

  ServerCommand command_;
  pid_t pid_ = 0;
  int status_ = 0;
};

// Where `program` is, on the path or in one of `folders`. Throws Unavailable, which names the package, where it is not.
std::string find_program(const std::string& program, const std::string& package,
                         const std::vector<std::string>& folders = {"/usr/sbin", "/usr/local/bin"});

}  // namespace cancel::load
