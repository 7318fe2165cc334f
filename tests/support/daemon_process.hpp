#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

// A real canceld on a temporary folder of its own, for tests. Not thread-safe. The program is named by the
// environment's CANCELD.
class DaemonProcess {
 public:
  // Does not start it. `arguments` are added to those for log and endpoints.
  explicit DaemonProcess(std::vector<std::string> arguments = {});
  // Ends it, and removes the folder.
  ~DaemonProcess();
  DaemonProcess(const DaemonProcess&) = delete;
  DaemonProcess& operator=(const DaemonProcess&) = delete;

  // Starts it and waits until it is ready. Throws std::runtime_error where it ends instead.
  void start();
  // Ends it by SIGTERM and waits; throws where it does not end by itself with 0.
  void stop();
  void kill();     // SIGKILL, and waits
  void suspend();  // SIGSTOP, and waits until it is so
  void resume();   // SIGCONT
  bool runs() const { return pid_ != 0; }
  pid_t pid() const { return pid_; }

  // Forgets the log: the next start has a new one.
  void remove_log();

  std::string command_endpoint() const { return "ipc://" + folder_ + "/command"; }
  std::string event_endpoint() const { return "ipc://" + folder_ + "/event"; }
  std::string log() const { return folder_ + "/log.db"; }
  const std::string& folder() const { return folder_; }

 private:
  int wait();

  std::string folder_;
  std::vector<std::string> arguments_;
  pid_t pid_ = 0;
};
