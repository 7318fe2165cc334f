#pragma once

#include <string>

#include "config/config_error.hpp"
#include "config/config_key.hpp"
#include "config/key_text.hpp"

namespace cancel::daemon {

// A value that somebody gave to a key, and where: "/etc/canceld.toml:12", "environment variable …", "--db".
struct Assignment {
  const ConfigKey* key = nullptr;
  RawValue value;
  std::string origin;
};

// The one line that a person is told: where, which key, what is wrong with it.
inline ConfigError fault(const std::string& origin, const std::string& subject, const std::string& what) {
  return ConfigError(origin + ": " + subject + ": " + what);
}

}  // namespace cancel::daemon
