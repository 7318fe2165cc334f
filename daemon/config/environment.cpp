#include "config/environment.hpp"

#include <unistd.h>

#include <algorithm>
#include <string_view>

#include "config/suggestion.hpp"

namespace cancel::daemon {
namespace {

std::string origin_of(const std::string& variable) {
  return "environment variable " + variable;
}

void add_if_set(std::vector<Assignment>& assignments, const Variables& variables, const ConfigKey& key,
                const std::string& name) {
  if (auto value = value_of(variables, name))
    assignments.push_back({&key, Untyped{*std::move(value)}, origin_of(name)});
}

bool names_a_section(const std::string& variable, const ConfigKey& key) {
  const std::string own = key.variable();
  return variable.starts_with(own.substr(0, own.size() - key.name.size()));
}

// A variable that nobody would read is a mistake that must not stay unnoticed. Other names that begin with CANCELD_ may
// be anybody's.
void check_is_known(const std::string& variable) {
  const auto& keys = config_keys();
  const auto is_own = [&](const ConfigKey& key) { return key.variable() == variable; };
  const auto is_of_section = [&](const ConfigKey& key) { return names_a_section(variable, key); };
  if (std::any_of(keys.begin(), keys.end(), is_own) || std::none_of(keys.begin(), keys.end(), is_of_section)) return;
  std::vector<std::string> known;
  for (const ConfigKey& key : keys) known.push_back(key.variable());
  throw ConfigError(origin_of(variable) + ": names no key" + did_you_mean(variable, known));
}

}  // namespace

Variables process_variables() {
  Variables variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos) variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

std::optional<std::string> value_of(const Variables& variables, const std::string& name) {
  const auto found = variables.find(name);
  return found == variables.end() || found->second.empty() ? std::nullopt : std::optional(found->second);
}

std::vector<Assignment> read_environment(const Variables& variables) {
  for (auto entry = variables.lower_bound("CANCELD_"); entry != variables.end(); ++entry) {
    if (!entry->first.starts_with("CANCELD_")) break;
    check_is_known(entry->first);
  }
  std::vector<Assignment> assignments;
  for (const ConfigKey& key : config_keys()) {
    if (!key.shared_variable.empty()) add_if_set(assignments, variables, key, std::string(key.shared_variable));
    add_if_set(assignments, variables, key, key.variable());
  }
  return assignments;
}

}  // namespace cancel::daemon
