#pragma once

#include <atomic>
#include <csignal>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "cancel/posix/file_descriptor.hpp"

namespace cancel::testing {

// Does something on another thread as soon as the present one sleeps in the system, so while the call under test waits.
class Meanwhile {
 public:
  explicit Meanwhile(std::function<void()> action);

 private:
  std::jthread thread_;
};

// Counts a signal instead of dying by it, as long as it lives. One at a time.
class SignalHandler {
 public:
  explicit SignalHandler(int signal);
  ~SignalHandler();
  SignalHandler(const SignalHandler&) = delete;
  SignalHandler& operator=(const SignalHandler&) = delete;
  int count() const;

 private:
  const int signal_;
  struct sigaction former_ {};
};

// As long as it lives, no descriptor is to be had.
class NoMoreDescriptors {
 public:
  NoMoreDescriptors();
  ~NoMoreDescriptors();
  NoMoreDescriptors(const NoMoreDescriptors&) = delete;
  NoMoreDescriptors& operator=(const NoMoreDescriptors&) = delete;

 private:
  unsigned long former_limit_;
};

// Blocking or not, until the end.
std::string read_all_from(const FileDescriptor& descriptor);

}  // namespace cancel::testing
