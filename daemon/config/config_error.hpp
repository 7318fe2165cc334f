#pragma once

#include <stdexcept>

namespace cancel::daemon {

// A configuration that can't be used. what() is one line: where it stands, which key, and what is allowed there.
class ConfigError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace cancel::daemon
