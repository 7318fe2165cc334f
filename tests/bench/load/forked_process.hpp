#pragma once

#include <sys/types.h>

#include <functional>

namespace cancel::load {

// Runs a function in a process of its own, until this object goes or its program ends. Make it before the program has
// threads: the other process has none of them.
class ForkedProcess {
 public:
  explicit ForkedProcess(const std::function<void()>& work);
  ~ForkedProcess();
  ForkedProcess(const ForkedProcess&) = delete;
  ForkedProcess& operator=(const ForkedProcess&) = delete;

 private:
  pid_t pid_;
};

}  // namespace cancel::load
