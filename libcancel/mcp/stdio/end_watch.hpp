#pragma once

#include <csignal>
#include <optional>
#include <vector>

#include "cancel/posix/file_descriptor.hpp"

namespace cancel::mcp {

// Tells when this process is to end: a signal, the death of the process that started it, or a call of ours. Everything
// ends in descriptors, so that one poll() waits for all of it.
//
// One at a time in a process, since signals are the process's. Not thread-safe, but for request().
class EndWatch {
 public:
  enum class Why { none, signal, parent_died, requested };

  // Throws std::system_error where no descriptor is to be had.
  EndWatch(bool signals, bool parent);
  ~EndWatch();  // puts the former signal handlers back
  EndWatch(const EndWatch&) = delete;
  EndWatch& operator=(const EndWatch&) = delete;

  // Ends the wait, from any thread.
  void request();

  struct Event {
    bool readable = false;  // `input` has bytes, or is at its end
    Why end = Why::none;
    int signal = 0;
  };
  // Waits for `input` or for an end. `limit` in milliseconds; below 0: none.
  Event wait(int input, int limit = -1);

 private:
  void catch_signals();

  FileDescriptor wake_;    // an eventfd, written by the signal handler and by request()
  FileDescriptor parent_;  // a pidfd; empty where there is no parent to watch
  std::vector<std::pair<int, struct sigaction>> former_;
};

}  // namespace cancel::mcp
