#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "config/config_key.hpp"

// Between what people write and the value of a key.

namespace cancel::daemon {

// Text without a type of its own: from the environment or the command line.
struct Untyped {
  std::string text;
};

// Something in the file that no key ever takes, and what it is: "a list".
struct Misfit {
  std::string_view kind;
};

using RawValue = std::variant<Untyped, bool, std::int64_t, std::string, Misfit>;

// The value that `raw` stands for. Throws ConfigError, with what is wrong and what is allowed, when `key` does not take
// it.
ConfigValue parse_value(const ConfigKey& key, const RawValue& raw);

// `value` as TOML, so that reading it again gives the same.
std::string format_value(const ConfigKey& key, const ConfigValue& value);

// What may be said: "a whole number from 0 to 1000000000; 0: no limit".
std::string allowed_values(const ConfigKey& key);

// The default as TOML; empty where it depends on the machine.
std::string default_value(const ConfigKey& key);

// The default in words: as TOML, or how it is found.
std::string default_text(const ConfigKey& key);

}  // namespace cancel::daemon
