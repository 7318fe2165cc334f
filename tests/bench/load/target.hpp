#pragma once

#include <stdexcept>

#include "options.hpp"
#include "report.hpp"

namespace cancel::load {

// A target that can't be measured on this machine: what() says what to install.
class Unavailable : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Wrong options for this target.
class WrongUsage : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// What a load is put on: its server runs as long as it exists. Used by one thread.
class Target {
 public:
  virtual ~Target() = default;
  // Throws std::runtime_error where the server fails.
  virtual Report run(const LoadOptions& options) = 0;
};

}  // namespace cancel::load
