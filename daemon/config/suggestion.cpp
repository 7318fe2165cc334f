#include "config/suggestion.hpp"

#include <algorithm>

#include "config/config_key.hpp"

namespace cancel::daemon {
namespace {

// Longer ones are not worth the time, which grows with the product of the lengths.
constexpr std::size_t longest_name = 100;

std::string suggestion(const std::string& name) {
  return "; did you mean " + name + "?";
}

bool is_near(std::size_t distance, std::size_t length) {
  return distance <= std::max<std::size_t>(1, length / 3);
}

const std::string* nearest_of(std::string_view wrong, const std::vector<std::string>& known) {
  if (wrong.size() > longest_name) return nullptr;
  const std::string* nearest = nullptr;
  std::size_t least = longest_name;
  for (const std::string& name : known) {
    const std::size_t distance = edit_distance(wrong, name);
    if (distance >= least || !is_near(distance, name.size())) continue;
    least = distance;
    nearest = &name;
  }
  return nearest;
}

// The first key of that name, which is one of them.
std::string path_of(std::string_view name) {
  const auto& keys = config_keys();
  return std::find_if(keys.begin(), keys.end(), [name](const ConfigKey& key) { return key.name == name; })->path();
}

}  // namespace

std::size_t edit_distance(std::string_view left, std::string_view right) {
  const std::size_t columns = right.size() + 1;
  std::vector<std::size_t> before(columns), above(columns), row(columns);
  for (std::size_t column = 0; column < columns; ++column) row[column] = column;
  for (std::size_t line = 1; line <= left.size(); ++line) {
    before.swap(above);
    above.swap(row);
    row[0] = line;
    for (std::size_t column = 1; column < columns; ++column) {
      const bool same = left[line - 1] == right[column - 1];
      row[column] = std::min({above[column] + 1, row[column - 1] + 1, above[column - 1] + (same ? 0 : 1)});
      const bool swapped =
          line > 1 && column > 1 && left[line - 1] == right[column - 2] && left[line - 2] == right[column - 1];
      if (swapped) row[column] = std::min(row[column], before[column - 2] + 1);
    }
  }
  return row.back();
}

std::string did_you_mean(std::string_view wrong, const std::vector<std::string>& known) {
  const std::string* nearest = nearest_of(wrong, known);
  return nearest != nullptr ? suggestion(*nearest) : std::string();
}

std::string did_you_mean_key(std::string_view section, std::string_view name) {
  std::vector<std::string> names, names_here;
  for (const ConfigKey& key : config_keys()) {
    names.emplace_back(key.name);
    if (key.section == section) names_here.emplace_back(key.name);
  }
  const std::string* nearest = nearest_of(name, names_here);
  if (nearest != nullptr) return suggestion(std::string(section) + "." + *nearest);
  nearest = nearest_of(name, names);
  return nearest != nullptr ? suggestion(path_of(*nearest)) : std::string();
}

std::string did_you_mean_section(std::string_view wrong) {
  std::vector<std::string> names;
  for (const ConfigKey& key : config_keys()) {
    if (names.empty() || names.back() != key.section) names.emplace_back(key.section);
  }
  return did_you_mean(wrong, names);
}

}  // namespace cancel::daemon
