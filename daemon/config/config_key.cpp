#include "config/config_key.hpp"

namespace cancel::daemon {

std::string ConfigKey::path() const {
  return std::string(section) + "." + std::string(name);
}

std::string ConfigKey::variable() const {
  std::string variable = "CANCELD_" + std::string(section) + "_" + std::string(name);
  for (char& letter : variable) {
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  }
  return variable;
}

const ConfigKey* find_key(std::string_view section, std::string_view name) {
  for (const ConfigKey& key : config_keys()) {
    if (key.section == section && key.name == name) return &key;
  }
  return nullptr;
}

std::size_t index_of(const ConfigKey& key) {
  return static_cast<std::size_t>(&key - config_keys().data());
}

}  // namespace cancel::daemon
