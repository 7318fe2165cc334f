#include "config/config_text.hpp"

#include <string_view>

#include "log/quote.hpp"

namespace cancel::daemon {
namespace {

// "[section]" before the first key of each.
class SectionHeads {
 public:
  std::string before(const ConfigKey& key) {
    if (key.section == section_) return {};
    section_ = key.section;
    return "\n[" + std::string(section_) + "]\n";
  }

 private:
  std::string_view section_;
};

std::string on_one_line(const std::string& text) {
  return is_printable(text) ? text : quote(text);
}

std::string sample_value(const ConfigKey& key) {
  return key.computed.empty() ? default_value(key) : json_string(key.example);
}

// Text that roff takes as it is: no command at the beginning of a line, no escapes.
std::string roff(std::string_view text) {
  std::string escaped;
  for (const char letter : text) {
    if (letter == '\\') {
      escaped += "\\e";
    } else if (letter == '-') {
      escaped += "\\-";
    } else {
      escaped += letter;
    }
  }
  return escaped;
}

}  // namespace

std::string effective_config(const LoadedConfig& loaded) {
  std::string text = "# canceld " CANCELD_VERSION ": the effective configuration\n";
  SectionHeads heads;
  for (const ConfigKey& key : config_keys()) {
    text += heads.before(key);
    text += std::string(key.name) + " = " + format_value(key, key.read(loaded.config));
    text += "  # " + on_one_line(loaded.origins[index_of(key)]) + "\n";
  }
  return text;
}

std::string sample_config() {
  std::string text =
      "# The configuration of canceld, with every key and its default. Put it where canceld looks for it,\n"
      "# $XDG_CONFIG_HOME/canceld/canceld.toml or ~/.config/canceld/canceld.toml, or name it with --config FILE.\n"
      "# The environment overrides it (CANCELD_SECTION_KEY), and flags override that (--set section.key=value).\n"
      "# `canceld --check-config` checks it, `canceld --print-config` shows what is in effect.\n";
  SectionHeads heads;
  for (const ConfigKey& key : config_keys()) {
    text += heads.before(key);
    text += "\n# " + std::string(key.help) + "\n# Allowed: " + allowed_values(key) + ".\n";
    if (!key.computed.empty()) text += "# Default: " + std::string(key.computed) + ".\n";
    text += "#" + std::string(key.name) + " = " + sample_value(key) + "\n";
  }
  return text;
}

std::string manual_of_keys() {
  std::string text;
  for (const ConfigKey& key : config_keys()) {
    text += ".TP\n.B " + roff(key.path()) + "\n" + roff(key.help) + "\n";
    text += ".br\n" + roff("Allowed: " + allowed_values(key) + ".") + "\n";
    text += ".br\n" + roff("Default: " + default_text(key) + ".") + "\n";
    text += ".br\nEnvironment: " + roff(key.variable());
    if (!key.shared_variable.empty()) text += ", else " + roff(key.shared_variable);
    text += ".\n";
    if (!key.flag.empty()) text += ".br\nFlag: " + roff("--" + std::string(key.flag)) + ".\n";
  }
  return text;
}

}  // namespace cancel::daemon
