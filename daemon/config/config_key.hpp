#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/config.hpp"

namespace cancel::daemon {

// The value of a key: a truth, a number (of things, bytes or milliseconds), or a text (a word, a path, an endpoint).
using ConfigValue = std::variant<bool, std::int64_t, std::string>;

enum class KeyType { boolean, count, size, duration, word, path, endpoint };

// One thing that can be configured. Parsing, checks, environment, flags, --print-config, the sample file and the manual
// all read this; a new key is a new row in config_keys() and a member of Config that it refers to.
struct ConfigKey {
  std::string_view section;
  std::string_view name;
  KeyType type = KeyType::boolean;
  std::string_view help;  // what it decides, in one or two sentences

  std::function<ConfigValue(const Config&)> read;
  std::function<void(Config&, const ConfigValue&)> write;

  std::int64_t least = 0;  // of a count, a size or a duration, both included
  std::int64_t most = 0;
  std::string_view zero{};  // what 0 means where it is no amount: "no limit"; a duration may say "none" then
  std::vector<std::string_view> words{};  // those allowed
  std::string_view flag{};                // without its dashes; every key has --set
  std::string_view shared_variable{};     // an environment variable that clients read, too
  std::string_view computed{};            // what the default is, where it depends on the machine
  std::string_view example{};             // and a value to show in its place

  // "limits.max_tokens"
  std::string path() const;
  // "CANCELD_LIMITS_MAX_TOKENS"
  std::string variable() const;
};

// All keys, a section's together, in the order in which they are printed. Built once. Thread-safe.
const std::vector<ConfigKey>& config_keys();

// The row of `section`.`name`, or null.
const ConfigKey* find_key(std::string_view section, std::string_view name);

// Which row it is: its place in config_keys().
std::size_t index_of(const ConfigKey& key);

}  // namespace cancel::daemon
