#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace cancel::program {

// Tells on stderr what takes long: nothing for the first 2 seconds, then every 2 seconds. On a terminal it is one line,
// which goes when the object goes.
class Progress {
 public:
  Progress(std::string program, std::string what);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // To be called often. `detail` says how far it is.
  void tick(const std::string& detail = {});

 private:
  std::string program_;
  std::string what_;
  std::chrono::steady_clock::time_point begun_;
  std::chrono::steady_clock::time_point due_;
  bool on_terminal_;
  bool shown_ = false;
};

// "37%"
std::string percent_text(std::size_t part, std::size_t whole);

}  // namespace cancel::program
