#include "config/config_file.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include "config/suggestion.hpp"
#include "log/quote.hpp"

namespace cancel::daemon {
namespace {

// Far beyond any real one, so that a device given by mistake does not fill the memory.
constexpr std::size_t largest_file = 1 << 20;

struct FileCloser {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

// A name as it stands in the file; `section` is empty for what stands outside all sections.
struct Entry {
  toml::source_position position;
  std::string section;
  std::string name;
  const toml::node* node;  // null: the section itself
};

ConfigError unreadable(const std::string& path) {
  return ConfigError(path + ": the configuration can't be read: " + std::generic_category().message(errno));
}

std::string read_text(const std::string& path) {
  const std::unique_ptr<std::FILE, FileCloser> file(std::fopen(path.c_str(), "rbe"));
  if (!file) throw unreadable(path);
  std::string text(largest_file + 1, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file.get()));
  if (std::ferror(file.get()) != 0) throw unreadable(path);
  if (text.size() > largest_file) throw ConfigError(path + ": the configuration is larger than 1MiB");
  return text;
}

std::string place(const std::string& path, const toml::source_position& position) {
  return path + ":" + std::to_string(position.line);
}

toml::table parse_toml(std::string_view text, const std::string& path) {
  try {
    return toml::parse(text, path);
  } catch (const toml::parse_error& error) {
    throw fault(place(path, error.source().begin), "not TOML", on_one_line(error.description()));
  }
}

std::vector<Entry> entries_of(const toml::table& document) {
  std::vector<Entry> entries;
  for (const auto& [name, node] : document) {
    const toml::table* section = node.as_table();
    if (section == nullptr) {
      entries.push_back({name.source().begin, {}, std::string(name.str()), &node});
      continue;
    }
    entries.push_back({name.source().begin, std::string(name.str()), {}, nullptr});
    for (const auto& [key, value] : *section) {
      entries.push_back({key.source().begin, std::string(name.str()), std::string(key.str()), &value});
    }
  }
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& left, const Entry& right) { return left.position < right.position; });
  return entries;
}

RawValue raw_value(const toml::node& node) {
  if (const auto* truth = node.as_boolean()) return truth->get();
  if (const auto* number = node.as_integer()) return number->get();
  if (const auto* text = node.as_string()) return text->get();
  if (node.is_floating_point()) return Misfit{"a number with a fraction"};
  if (node.is_array()) return Misfit{"a list"};
  if (node.is_table()) return Misfit{"a table"};
  return Misfit{"a date or time"};
}

bool is_section(std::string_view name) {
  const auto& keys = config_keys();
  return std::any_of(keys.begin(), keys.end(), [name](const ConfigKey& key) { return key.section == name; });
}

void check_section(const Entry& entry, const std::string& origin) {
  if (is_section(entry.section)) return;
  throw fault(origin, "[" + quote_where_needed(entry.section) + "]",
              "unknown section" + did_you_mean_section(entry.section));
}

Assignment outside_all_sections(const Entry& entry, const std::string& origin) {
  const std::string name = quote_where_needed(entry.name);
  if (is_section(entry.name)) throw fault(origin, name, "is a section: write [" + name + "] and its keys below");
  throw fault(origin, name, "unknown key outside all sections" + did_you_mean_key({}, entry.name));
}

Assignment assignment(const Entry& entry, const std::string& origin) {
  if (const ConfigKey* key = find_key(entry.section, entry.name)) return {key, raw_value(*entry.node), origin};
  throw fault(origin, entry.section + "." + quote_where_needed(entry.name),
              "unknown key" + did_you_mean_key(entry.section, entry.name));
}

}  // namespace

std::vector<Assignment> read_config_file(const std::string& path) {
  return parse_config_text(read_text(path), path);
}

std::vector<Assignment> parse_config_text(std::string_view text, const std::string& path) {
  const toml::table document = parse_toml(text, path);
  std::vector<Assignment> assignments;
  for (const Entry& entry : entries_of(document)) {
    const std::string origin = place(path, entry.position);
    if (entry.section.empty() && entry.node != nullptr) assignments.push_back(outside_all_sections(entry, origin));
    check_section(entry, origin);
    if (entry.node != nullptr) assignments.push_back(assignment(entry, origin));
  }
  return assignments;
}

}  // namespace cancel::daemon
