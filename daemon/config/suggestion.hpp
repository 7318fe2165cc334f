#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cancel::daemon {

// How many letters must be changed, added, left out or swapped with their neighbour to make one of the other.
std::size_t edit_distance(std::string_view left, std::string_view right);

// "; did you mean NAME?" with the nearest of `known`, or nothing where none is near.
std::string did_you_mean(std::string_view wrong, const std::vector<std::string>& known);

// The same for a key of the configuration, which may stand in the wrong section or in none. `section` may be empty.
std::string did_you_mean_key(std::string_view section, std::string_view name);

// The same for a section.
std::string did_you_mean_section(std::string_view wrong);

}  // namespace cancel::daemon
